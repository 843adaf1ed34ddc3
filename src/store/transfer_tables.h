/* What is read of each table, and what holds between them. */
#ifndef FOLLOWUPD_SRC_STORE_TRANSFER_TABLES_H
#define FOLLOWUPD_SRC_STORE_TRANSFER_TABLES_H

#include <stddef.h>

/* Conditions are SQL, "" for none; ?1 is the person. They may add rows of other tables. */
struct fu_transfer_read {
    const char *of_all;
    const char *of_person;
    const char *order;
};

/* One for each of fu_transfer_tables. */
extern const struct fu_transfer_read fu_transfer_reads[];

/* A query for the number of a row that must not be, and the sentence about it. */
struct fu_transfer_promise {
    const char *sql;
    const char *what;   /* the sentence before the number */
    const char *broken; /* and behind it */
};

extern const struct fu_transfer_promise fu_transfer_promises[];
extern const size_t fu_transfer_promise_count;

/* Gives a row when the message that was put last is to a stranger. */
extern const char fu_transfer_stranger[];

/* Counts anew what is only counted, and fills in what an older schema did not have. */
extern const char fu_transfer_counts[];

#endif
