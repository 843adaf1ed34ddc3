/* The watch on the line: sees every octet a server sends before the IMAP parser does.
 *
 * It knows just enough of IMAP (RFC 3501 section 4) to tell lines, quoted strings and literals
 * apart. It bounds all that makes a parser allocate or recurse, and notes what every command has to
 * know: the last tagged answer, how many mails there are, and a goodbye. Pure. */
#ifndef FOLLOWUPD_SRC_INTAKE_WIRE_H
#define FOLLOWUPD_SRC_INTAKE_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest line where none longer is expected, how deep lists may nest, and how much of a line
 * is kept. */
enum { FU_WIRE_LINE = 64 * 1024, FU_WIRE_DEPTH = 32, FU_WIRE_HEAD = 255 };

enum fu_wire_fault {
    FU_WIRE_FINE = 0,
    FU_WIRE_BYE,          /* the server ends the session; head holds the line */
    FU_WIRE_LONG_LINE,    /* a line over line_limit */
    FU_WIRE_LONG_LITERAL, /* a literal over literal_limit is announced */
    FU_WIRE_TOO_MUCH,     /* more than total_limit octets since fu_wire_allow */
    FU_WIRE_TOO_DEEP,     /* lists nested deeper than FU_WIRE_DEPTH */
    FU_WIRE_MALFORMED     /* a quoted string or a literal where IMAP has none */
};

struct fu_wire {
    size_t line_limit;
    uint64_t literal_limit;
    uint64_t total_limit;

    enum fu_wire_fault fault;
    uint32_t exists;               /* mails in the mailbox, by the last EXISTS and EXPUNGE */
    bool news;                     /* EXISTS grew since somebody cleared this */
    char tagged[FU_WIRE_HEAD + 1]; /* start of the last tagged line */
    char head[FU_WIRE_HEAD + 1];   /* start of the line that is coming in */

    /* Where in the stream we are. */
    size_t head_length;
    size_t line_length;
    uint64_t total;
    uint64_t literal_left;
    uint64_t number; /* of the "{number" that is being read */
    int digits;      /* how many it has so far; -1: no brace is open */
    enum {
        FU_WIRE_OPEN = 0,
        FU_WIRE_CLOSED,
        FU_WIRE_CR
    } brace; /* behind "{number}", behind that and CR */
    unsigned depth;
    bool quoted, escaped;
    enum { FU_WIRE_UNKNOWN = 0, FU_WIRE_STATUS, FU_WIRE_DATA } kind;
    bool in_code;     /* inside the [...] of a status line */
    bool code_passed; /* behind it */
};

/* At the start of a line, with the limits of a line of FU_WIRE_LINE and no literals. */
void fu_wire_init(struct fu_wire *wire);

/* Sets the limits of the command that begins now and forgets the tagged answer of the one before.
 */
void fu_wire_allow(struct fu_wire *wire, size_t line, uint64_t literal, uint64_t total);

/* Takes length octets as they came in. Returns how many of them may be handed on: all, or with
 * fault set those before the line that is at fault. After a fault it takes nothing more. */
size_t fu_wire_take(struct fu_wire *wire, const char *octets, size_t length);

#endif
