/* What an IMAP server says in a whole session: opened, searched, fetched from, filed in, waited in.
 *
 * libcurl's calls are replaced by ones that hand out the input line by line, or all at once where
 * it begins with an octet of 2; an octet of 1 in it is a moment at which nothing has come. The
 * parser is libetpan's, behind our gate.
 *
 * Oracles: the gate gives the same whether octets come at once or one by one, and keeps its limits;
 * we say nothing but lines of printable ASCII; UIDs that are found are new, each once; of what is
 * fetched nothing was not asked for, nor is larger than it may be; what fails says why. */
#include <curl/curl.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>

#include "../../src/intake/wire.h"
#include "clean.h"
#include "followupd/base/buffer.h"
#include "followupd/intake/session.h"

enum {
    PAUSE = 1,
    AT_ONCE = 2,
    CHUNK_MAX = 700,
    AFTER = 4,
    MAIL_MAX = 2000,
    GATE_MAX = 1024 * 1024
};

/* What is left of the server's octets. */
static const uint8_t *octets;
static size_t octets_left;
static bool by_line;
static bool line_begun; /* of what we say */

/* libetpan forgets some bytes of an answer that it gives up on, which ends the session. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libetpan.so\n";
}

CURLcode curl_easy_perform(CURL *curl)
{
    (void)curl;
    return CURLE_OK;
}

#undef curl_easy_getinfo
CURLcode curl_easy_getinfo(CURL *curl, CURLINFO info, ...)
{
    static int always_ready = -1;
    va_list arguments;
    (void)curl;
    if (info != CURLINFO_ACTIVESOCKET) {
        return CURLE_BAD_FUNCTION_ARGUMENT;
    }
    if (always_ready < 0) {
        always_ready = open("/dev/null", O_RDWR | O_CLOEXEC);
    }
    va_start(arguments, info);
    *va_arg(arguments, curl_socket_t *) = always_ready;
    va_end(arguments);
    return CURLE_OK;
}

CURLcode curl_easy_recv(CURL *curl, void *buffer, size_t size, size_t *received)
{
    (void)curl;
    if (octets_left > 0 && *octets == PAUSE) {
        octets++;
        octets_left--;
        return CURLE_AGAIN;
    }
    size_t most = size < CHUNK_MAX ? size : CHUNK_MAX;
    bool ended = false;
    *received = 0;
    while (*received < most && octets_left > 0 && *octets != PAUSE && !ended) {
        ended = by_line && *octets == '\n';
        ((uint8_t *)buffer)[(*received)++] = *octets++;
        octets_left--;
    }
    return CURLE_OK; /* nothing received: the server has closed the connection */
}

CURLcode curl_easy_send(CURL *curl, const void *buffer, size_t length, size_t *sent)
{
    const char *bytes = buffer;
    (void)curl;
    for (size_t i = 0; i < length; i++) {
        bool cr = bytes[i] == '\r' || bytes[i] == '\n';
        must(cr || (bytes[i] >= ' ' && bytes[i] <= '~'), "we say printable ASCII", "");
        must(bytes[i] != '\n' || line_begun, "we say no empty line", "");
        line_begun = bytes[i] != '\n';
    }
    *sent = length;
    return CURLE_OK;
}

static void check_status(enum fu_status status, const struct fu_error *error)
{
    if (status != FU_OK) {
        must(*error->text != '\0' && is_clean(error->text, false), "trouble is said cleanly",
            error->text);
    }
}

static void check_rows(const struct fu_fetched *rows, size_t count, const uint32_t *asked,
    size_t asked_count, size_t most)
{
    for (size_t i = 0; i < count; i++) {
        bool known = false;
        for (size_t j = 0; j < asked_count; j++) {
            known = known || asked[j] == rows[i].uid;
        }
        must(known && (i == 0 || rows[i].uid > rows[i - 1].uid), "what comes was asked for", "");
        must(rows[i].length <= most && (rows[i].bytes != NULL || rows[i].length == 0),
            "no more comes than was asked for", "");
        must(rows[i].arrived == FU_NEVER || rows[i].arrived >= FU_INSTANT_MIN,
            "a mail arrives at a moment we reckon with", "");
    }
}

static bool fetch(struct fu_session *session, struct fu_arena *arena, enum fu_fetch what,
    const uint32_t *uids, size_t count)
{
    struct fu_fetched *rows;
    size_t found;
    bool one_by_one;
    struct fu_error error = {0};
    /* Of a mail that is fetched whole the server may have told a wrong size. */
    size_t most = what == FU_FETCH_HEADERS ? FU_HEADERS_MAX : FU_PARTIAL;
    enum fu_status status =
        fu_session_fetch(session, what, uids, count, arena, &rows, &found, &one_by_one, &error);
    check_status(status, &error);
    if (status == FU_OK) {
        check_rows(rows, found, uids, count, most);
    }
    return status == FU_OK;
}

static void run_session(struct fu_arena *arena, struct fu_session *session)
{
    uint32_t *uids;
    size_t count;
    bool woken;
    struct fu_error error = {0};
    enum fu_status status = fu_session_search(session, AFTER, arena, &uids, &count, &error);
    check_status(status, &error);
    for (size_t i = 0; status == FU_OK && i < count; i++) {
        must(uids[i] > (i == 0 ? AFTER : uids[i - 1]), "what is found is new", "");
    }
    if (status != FU_OK || count == 0) {
        return;
    }
    count = count < FU_BATCH_MAX ? count : FU_BATCH_MAX;
    if (fetch(session, arena, FU_FETCH_HEADERS, uids, count) &&
        fetch(session, arena, FU_FETCH_MAIL, uids, count)) {
        status = fu_session_file(session, uids, count, &error);
        check_status(status, &error);
        status = status == FU_OK ? fu_session_wait(session, 0, -1, &woken, &error) : status;
        check_status(status, &error);
        reached += status == FU_OK;
    }
}

static void check_session(struct fu_arena *arena, const uint8_t *bytes, size_t length)
{
    static const struct fu_intake_settings settings = {.url = "imaps://imap.example.org",
        .user = "remind@example.org",
        .auth = "auto",
        .mailbox = "INBOX",
        .done_mailbox = "Follow-ups",
        .ca_file = "",
        .max_mail = MAIL_MAX,
        .idle = true};
    struct fu_session *session;
    struct fu_error error = {0};
    by_line = *bytes != AT_ONCE;
    octets = bytes + !by_line;
    octets_left = length - !by_line;
    enum fu_status status = fu_session_open(&settings, "secret", &session, &error);
    check_status(status, &error);
    if (status == FU_OK) {
        run_session(arena, session);
    }
    fu_session_close(&session);
}

static void pass(struct fu_wire *wire, enum fu_wire_expect expect, const char *bytes, size_t length,
    size_t step, struct fu_buffer *out)
{
    fu_wire_init(wire);
    fu_wire_allow(wire, expect, FU_WIRE_LINE, MAIL_MAX, GATE_MAX);
    fu_buffer_clear(out);
    for (size_t at = 0; at < length; at += step) {
        fu_wire_take(wire, bytes + at, length - at < step ? length - at : step, out);
    }
}

static void check_gate(const char *bytes, size_t length)
{
    struct fu_buffer at_once, one_by_one;
    struct fu_wire wire, other;
    fu_buffer_init(&at_once, GATE_MAX);
    fu_buffer_init(&one_by_one, GATE_MAX);
    for (int expect = FU_EXPECT_ANSWER; expect <= FU_EXPECT_NOTHING; expect++) {
        pass(&wire, (enum fu_wire_expect)expect, bytes, length, length, &at_once);
        pass(&other, (enum fu_wire_expect)expect, bytes, length, 1, &one_by_one);
        must(wire.fault == other.fault && strcmp(wire.tagged, other.tagged) == 0,
            "how octets come does not matter", at_once.data);
        must(at_once.length == one_by_one.length &&
                 memcmp(at_once.data, one_by_one.data, at_once.length) == 0,
            "how octets come does not matter", at_once.data);
        must(wire.notes.exists == other.notes.exists &&
                 strcmp(wire.notes.capabilities, other.notes.capabilities) == 0,
            "nor is it noted otherwise", at_once.data);
        must(expect != FU_EXPECT_NOTHING || at_once.length == 0, "nothing reaches the parser",
            at_once.data);
    }
    fu_buffer_free(&at_once);
    fu_buffer_free(&one_by_one);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct fu_arena *arena = fu_arena_new();
    if (length > 0) {
        check_gate((const char *)bytes, length);
        check_session(arena, bytes, length);
    }
    fu_arena_free(&arena);
    return 0;
}
