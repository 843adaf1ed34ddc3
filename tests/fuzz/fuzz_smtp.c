/* What an SMTP server answers while a mail is sent to it.
 *
 * The first byte says how the connection behaves, the second which mail is sent; the rest are the
 * server's octets, in pieces ended by NUL: one after each of our commands, or at once where it
 * begins with an octet of 1. The server is gone when they end.
 *
 * Oracles: a mail is sent only when a 2xx came behind the dot, and then it left whole; unsure only
 * when its dot had been recorded and left; never refused for good without a 5xx; at most one dot is
 * recorded, and none leaves before; what we say is what RFC 5321 has, whatever is answered. */
#include <string.h>

#include "../../src/outbox/transaction.h"
#include "clean.h"
#include "followupd/base/buffer.h"
#include "pieces.h"

enum { SAID_MAX = 1024 * 1024, TURNS_MAX = 400, WAIT = 1000, STEP_MAX = 64, EARLY = 1 };

/* The line and what stands behind it, for one input. */
static struct {
    struct pieces answers;
    const char *piece; /* what the server says next */
    size_t piece_left;
    size_t step;  /* octets that the line takes at once; 0: all */
    bool full;    /* the line takes nothing until the next turn */
    size_t dots;  /* recorded */
    size_t whole; /* octets that are said when the mail and its dot have left */
    struct fu_buffer said;
    struct fu_buffer behind; /* what the server said behind the dot */
} line;

static const char mails[][64] = {"Subject: x\r\n\r\nHello\r\n", "Subject: x\r\n\r\n.\r\n..\r\n.a",
    "\r\n.", "Subject: x\r\n\r\nQUIT\r\n"};

enum fu_line fu_smtp_connection_send(
    struct fu_connection *connection, const char *bytes, size_t length, size_t *sent)
{
    (void)connection;
    *sent = line.step == 0 || length < line.step ? length : line.step;
    *sent = line.full ? 0 : *sent;
    line.full = *sent < length;
    fu_buffer_add(&line.said, bytes, *sent);
    return *sent == length ? FU_LINE_DONE : FU_LINE_BUSY;
}

enum fu_line fu_smtp_connection_receive(
    struct fu_connection *connection, char *bytes, size_t size, size_t *received)
{
    (void)connection;
    if (line.piece_left == 0) {
        return line.answers.left == 0 ? FU_LINE_LOST : FU_LINE_BUSY;
    }
    *received = size < line.piece_left ? size : line.piece_left;
    memcpy(bytes, line.piece, *received);
    if (line.said.length == line.whole) {
        fu_buffer_add(&line.behind, bytes, *received);
    }
    line.piece += *received;
    line.piece_left -= *received;
    return FU_LINE_DONE;
}

enum fu_status fu_dots_add(struct fu_dots *dots, enum fu_parcel_kind kind, int64_t id,
    int64_t attempt, struct fu_error *error)
{
    (void)dots;
    (void)kind;
    (void)id;
    (void)attempt;
    (void)error;
    must(++line.dots == 1, "one dot is recorded", "");
    return FU_OK;
}

/* What we say to a server that agrees to all, up to the dot. */
static void say_all(const struct fu_parcel *parcel, bool reset, struct fu_buffer *all)
{
    fu_buffer_print(all, "%sMAIL FROM:<%s>\r\nRCPT TO:<%s>\r\nDATA\r\n", reset ? "RSET\r\n" : "",
        parcel->sender, parcel->recipient);
    bool begins = true;
    for (size_t i = 0; i < parcel->length; i++) {
        if (begins && parcel->bytes[i] == '.') {
            fu_buffer_add_char(all, '.');
        }
        fu_buffer_add_char(all, parcel->bytes[i]);
        begins = parcel->bytes[i] == '\n';
    }
    fu_buffer_add_text(all, begins ? ".\r\n" : "\r\n.\r\n");
}

static void check_said(const struct fu_buffer *all, const struct fu_result *result)
{
    must(
        line.said.length <= all->length && memcmp(line.said.data, all->data, line.said.length) == 0,
        "what is said is the mail", line.said.data);
    bool whole = line.said.length == all->length;
    must(!whole || line.dots == 1, "no dot leaves that is not recorded", line.said.data);
    must(result->outcome != FU_OUTCOME_SENT || whole, "what is sent left whole", line.said.data);
    must(!result->stale || !whole, "a mail whose dot left is not stale", line.said.data);
    must(result->outcome != FU_OUTCOME_UNSURE || whole, "only a mail that left is unsure",
        line.said.data);
}

/* Whether a line of the answers has this first digit. */
static bool has_code(const char *bytes, size_t length, char digit)
{
    bool begins = true;
    for (size_t i = 0; i < length; i++) {
        if (begins && bytes[i] == digit) {
            return true;
        }
        begins = bytes[i] == '\n' || bytes[i] == '\0' || bytes[i] == EARLY;
    }
    return false;
}

static void check_result(const struct fu_result *result, const char *bytes, size_t length)
{
    must(result->outcome != FU_OUTCOME_SENT || has_code(line.behind.data, line.behind.length, '2'),
        "what is sent was taken", result->text);
    must(result->outcome != FU_OUTCOME_NEVER || has_code(bytes, length, '5'),
        "what is refused for good was refused so", result->text);
    must(result->outcome != FU_OUTCOME_LATER || has_code(bytes, length, '4'),
        "what is refused for now was refused so", result->text);
    must(strlen(result->text) <= FU_RESULT_TEXT_MAX, "the words keep their limit", "");
    must(!result->stop, "nothing stops the outbox but the file of dots", result->text);
}

/* The next turn: the line takes octets again, and the server speaks when it was spoken to. */
static void next_piece(bool asked)
{
    bool early = line.answers.left > 0 && *line.answers.at == EARLY;
    line.full = false;
    if (line.piece_left == 0 && (asked || early)) {
        line.piece = take_bytes(&line.answers, &line.piece_left);
        line.piece += early;
        line.piece_left -= early;
    }
}

static void send_mail(struct fu_transaction *transaction, bool reset, struct fu_result *result)
{
    struct fu_connection connection = {0};
    fu_transaction_begin(transaction, reset, 0);
    for (int turn = 0; turn < TURNS_MAX; turn++) {
        if (fu_transaction_advance(transaction, &connection, 0, result)) {
            return;
        }
        must(fu_transaction_events(transaction) != 0, "something is waited for", "");
        next_piece(transaction->out_sent == transaction->out_length);
    }
    must(fu_transaction_late(transaction, 2 * WAIT, result), "what takes too long ends", "");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static struct fu_transaction transaction;
    struct fu_arena *arena = fu_arena_new();
    struct fu_result result = {.outcome = FU_OUTCOME_NONE};
    memset(&line, 0, sizeof line);
    fu_buffer_init(&line.said, SAID_MAX);
    fu_buffer_init(&line.behind, SAID_MAX);
    line.answers = pieces_of(arena, bytes, length);
    unsigned flags = take_number(&line.answers);
    line.step = flags / 4 % STEP_MAX;
    bool reset = flags % 2 == 1;
    const char *mail = mails[take_number(&line.answers) % (sizeof mails / sizeof *mails)];
    const char *answers = (const char *)line.answers.at;
    size_t answers_length = line.answers.left;
    struct fu_parcel parcel = {.sender = "remind@example.org",
        .recipient = "alice@example.org",
        .bytes = mail,
        .length = strlen(mail)};
    transaction = (struct fu_transaction){.parcel = &parcel,
        .server = "mail.example.org",
        .waits = {WAIT, WAIT, WAIT},
        .seasoned = flags / 2 % 2 == 1};
    struct fu_buffer all;
    fu_buffer_init(&all, SAID_MAX);
    say_all(&parcel, reset, &all);
    line.whole = all.length;
    send_mail(&transaction, reset, &result);
    check_said(&all, &result);
    check_result(&result, answers, answers_length);
    reached += result.outcome == FU_OUTCOME_SENT;
    fu_buffer_free(&all);
    fu_buffer_free(&line.behind);
    fu_buffer_free(&line.said);
    fu_arena_free(&arena);
    return 0;
}
