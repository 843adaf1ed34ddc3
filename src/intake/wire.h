/* The gate for what a server sends: it stands between the line and the IMAP parser.
 *
 * Only what the command at hand needs gets through: its tagged answer, reduced to "TAG OK ready",
 * and the SEARCH or FETCH data it asked for. All else is noted (notes.h) and dropped, unknown data
 * included. What makes a parser allocate or recurse is bounded. Pure. */
#ifndef FOLLOWUPD_SRC_INTAKE_WIRE_H
#define FOLLOWUPD_SRC_INTAKE_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "followupd/base/buffer.h"
#include "notes.h"

/* The longest line where none longer is expected; how deep lists may nest; what is kept of a line.
 */
enum { FU_WIRE_LINE = 64 * 1024, FU_WIRE_DEPTH = 32, FU_WIRE_HEAD = 4095, FU_WIRE_TAGGED = 511 };

enum fu_wire_expect {
    FU_EXPECT_ANSWER = 0, /* the tagged answer */
    FU_EXPECT_SEARCH,     /* SEARCH lines, then the tagged answer */
    FU_EXPECT_FETCH,      /* FETCH data, then the tagged answer */
    FU_EXPECT_NOTHING     /* nothing is for the parser: the tagged answer is only noted */
};

enum fu_wire_fault {
    FU_WIRE_FINE = 0,
    FU_WIRE_BYE,          /* the server ends the session; head holds the line */
    FU_WIRE_LONG_LINE,    /* a line over line_limit */
    FU_WIRE_LONG_LITERAL, /* a literal over literal_limit is announced */
    FU_WIRE_TOO_MUCH,     /* more than total_limit octets since fu_wire_allow */
    FU_WIRE_TOO_DEEP,     /* lists nested deeper than FU_WIRE_DEPTH */
    FU_WIRE_MALFORMED     /* no IMAP, or data of a kind nobody asked for within a FETCH */
};

struct fu_wire {
    enum fu_wire_expect expect;
    size_t line_limit;
    uint64_t literal_limit;
    uint64_t total_limit;

    enum fu_wire_fault fault;
    struct fu_notes notes;
    char tagged[FU_WIRE_TAGGED + 1]; /* start of the tagged answer since fu_wire_allow, or "" */
    bool plus;                       /* a "+" came since then */
    char head[FU_WIRE_HEAD + 1];     /* start of the line that is coming in */

    /* Where in the stream we are. */
    enum fu_wire_line {
        FU_LINE_NEW = 0, /* too little of it is known */
        FU_LINE_KEPT, /* its head is read at its end: tagged, "+", status, capabilities, counts */
        FU_LINE_DROPPED,
        FU_LINE_SEARCH,
        FU_LINE_FETCH
    } kind;
    size_t head_length;
    size_t line_length;
    uint64_t total;
    uint64_t literal_left;
    uint64_t number; /* of the "{number" or the UID that is being read */
    int digits;      /* how many it has; -1: none is being read */
    enum { FU_BRACE_NONE = 0, FU_BRACE_CLOSED, FU_BRACE_CR } brace; /* behind "{number}", and CR */
    unsigned depth;
    bool quoted, escaped;
    bool in_section; /* within the [...] of BODY[...] */
    bool in_value;   /* of a FETCH attribute; otherwise in its name */
    char name[16];   /* of the attribute; what does not fit is not kept */
    size_t name_length;
    bool cut; /* the rest of a SEARCH line is dropped */
};

/* At the start of a line, nothing expected, the usual limits and no literals. */
void fu_wire_init(struct fu_wire *wire);

/* Sets what the command that begins now expects and allows, and forgets the answer of the one
 * before. */
void fu_wire_allow(struct fu_wire *wire, enum fu_wire_expect expect, size_t line, uint64_t literal,
    uint64_t total);

/* Takes length octets as they came in and adds to out what the parser may have. After a fault it
 * takes nothing more. */
void fu_wire_take(struct fu_wire *wire, const char *octets, size_t length, struct fu_buffer *out);

#endif
