/* The password: where its copies are, and that they go. */
#ifndef FOLLOWUPD_OUTBOX_SECRET_H
#define FOLLOWUPD_OUTBOX_SECRET_H

/* Starts libcurl (once a process) with memory that is wiped when it is freed, since the library
 * keeps copies of the password, plain and encoded. */
void fu_curl_start(void);

/* Wipes and frees *secret and sets it to NULL; a NULL secret is fine. */
void fu_secret_free(char **secret);

/* Puts asterisks for the password in text, where it stands as it is or within base64, as SASL sends
 * it: a server may repeat what it was told. */
void fu_secret_hide(char *text, const char *password);

#endif
