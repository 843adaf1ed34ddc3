/* libcurl, the clock and poll() as the outbox sees them, with an SMTP server behind that does as a
 * test says. Defined in whatever program includes this, in place of the real ones; time passes when
 * somebody waits. */
#ifndef FOLLOWUPD_TESTS_OUTBOX_FAKE_CURL_H
#define FOLLOWUPD_TESTS_OUTBOX_FAKE_CURL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <curl/curl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "followupd/base/clock.h"
#include "followupd/outbox/outbox.h"

enum { LINES_MAX = 64, MAILS_MAX = 64, BUFFER_MAX = 256 * 1024, FIRST_SOCKET = 1000 };

struct fake_mail {
    char recipients[8][64];
    int count;
    size_t length;
};

/* One connection; a handle of libcurl's. */
struct fake_line {
    bool used, added, asked, dead, mute, data;
    int number; /* connections that this handle opened before */
    size_t (*header)(char *, size_t, size_t, void *);
    void *context;
    char *trouble; /* where libcurl puts its own words */
    char in[BUFFER_MAX], out[BUFFER_MAX];
    size_t in_length, out_length, out_taken;
    struct fake_mail mail;
};

/* What the test says: the answer to a command (its first four letters, or "." for the dot) of a
 * connection; NULL is the good one, "" none at all. */
typedef const char *fake_answer(int connection, const char *verb);

static struct {
    fake_answer *answer;
    const char *greeting; /* the lines up to the login; NULL: with one */
    CURLcode opens;       /* what becomes of connecting */
    bool never_opens, second_never_opens;
    int refused_from; /* no connection from this one on is had; 0: each is */
    bool no_socket;
    bool stuck;    /* nothing can be sent */
    bool half;     /* a line that fails at sending can still be heard */
    int64_t slow;  /* milliseconds that each wait takes at least */
    size_t bite;   /* most octets taken or given at once; 0: all */
    int busy;      /* each so many calls the line is not ready; 0: always is */
    int countdown; /* the call that brings it to 0 fails */
    int failures;
    int calls, polls, connections, told; /* commands */
    char sender[128];                    /* the last MAIL FROM */
    int64_t ticks;
    long verified;     /* CURLOPT_USE_SSL of the last handle */
    const char *words; /* of libcurl, about what failed */
    const char *options, *password, *bearer, *ca;
    struct curl_certinfo *certificates;
    struct fake_line *lines[LINES_MAX];
    CURLMsg message;
    struct fake_mail mails[MAILS_MAX];
    int mail_count;
} fake;

static inline void fake_reset(void)
{
    memset(&fake, 0, sizeof fake);
    fake.ticks = 1000;
}

static inline bool fake_fails(void)
{
    if (fake.countdown == 0 || --fake.countdown > 0) {
        return false;
    }
    fake.failures++;
    return true;
}

static inline bool fake_is_busy(void)
{
    return fake.busy > 0 && ++fake.calls % fake.busy == 0;
}

static inline void fake_say(struct fake_line *line, const char *text)
{
    size_t length = strlen(text);
    assert_true(line->out_length + length < BUFFER_MAX);
    memcpy(line->out + line->out_length, text, length);
    line->out_length += length;
}

static inline void fake_store(struct fake_line *line, size_t length)
{
    assert_true(fake.mail_count < MAILS_MAX);
    line->mail.length = length;
    fake.mails[fake.mail_count++] = line->mail;
}

static inline void fake_obey(struct fake_line *line, const char *command)
{
    char verb[5] = {0};
    fake.told++;
    memcpy(verb, command, strlen(command) < 4 ? strlen(command) : 4);
    if (strcmp(verb, "MAIL") == 0) {
        snprintf(fake.sender, sizeof fake.sender, "%s", command);
    }
    const char *answer = fake.answer != NULL ? fake.answer(line->number, verb) : NULL;
    bool good = answer == NULL || answer[0] == '2';
    if (strcmp(verb, "MAIL") == 0 || strcmp(verb, "RSET") == 0) {
        memset(&line->mail, 0, sizeof line->mail);
    } else if (strcmp(verb, "RCPT") == 0 && good) {
        strncat(line->mail.recipients[line->mail.count++], command + 9, 63);
    }
    line->data = strcmp(verb, "DATA") == 0 && (answer == NULL || answer[0] == '3');
    fake_say(line, answer != NULL ? answer : line->data ? "354 go on\r\n" : "250 ok\r\n");
}

static inline void fake_hear(struct fake_line *line)
{
    for (;;) {
        line->in[line->in_length] = '\0';
        char *end = line->data ? strstr(line->in, "\r\n.\r\n") : strstr(line->in, "\r\n");
        if (end == NULL) {
            return;
        }
        size_t taken = (size_t)(end - line->in) + (line->data ? 5 : 2);
        if (line->data) {
            const char *answer = fake.answer != NULL ? fake.answer(line->number, ".") : NULL;
            if (answer == NULL || (answer[0] != '4' && answer[0] != '5')) {
                fake_store(line, taken);
            }
            line->data = false;
            fake_say(line, answer != NULL ? answer : "250 taken\r\n");
        } else {
            *end = '\0';
            fake_obey(line, line->in);
        }
        memmove(line->in, line->in + taken, line->in_length - taken);
        line->in_length -= taken;
    }
}

static inline struct fake_line *fake_line_of(int fd)
{
    assert_in_range(fd, FIRST_SOCKET, FIRST_SOCKET + LINES_MAX - 1);
    return fake.lines[fd - FIRST_SOCKET];
}

static inline bool fake_has_answer(const struct fake_line *line)
{
    return line->dead || line->out_length > line->out_taken;
}

/* --- the clock ---------------------------------------------------------------------------- */

fu_instant fu_clock_now(void)
{
    return INT64_C(1795176000) + fake.ticks / 1000;
}

int64_t fu_clock_ticks(void)
{
    return fake.ticks;
}

int64_t fu_clock_spent(pid_t process)
{
    (void)process;
    return 0;
}

/* --- libcurl ------------------------------------------------------------------------------ */

static curl_free_callback fake_free;
static curl_realloc_callback fake_realloc;

CURLcode curl_global_init_mem(long flags, curl_malloc_callback m, curl_free_callback f,
    curl_realloc_callback r, curl_strdup_callback s, curl_calloc_callback c)
{
    (void)flags, (void)m, (void)s, (void)c;
    fake_free = f;
    fake_realloc = r;
    return CURLE_OK;
}

CURL *curl_easy_init(void)
{
    size_t i = 0;
    if (fake_fails()) {
        return NULL;
    }
    while (fake.lines[i] != NULL) {
        i++;
    }
    assert_true(i < LINES_MAX);
    fake.lines[i] = calloc(1, sizeof *fake.lines[i]);
    fake.lines[i]->used = true;
    return fake.lines[i];
}

void curl_easy_cleanup(CURL *easy)
{
    for (size_t i = 0; i < LINES_MAX; i++) {
        if (easy != NULL && fake.lines[i] == easy) {
            fake.lines[i] = NULL;
        }
    }
    free(easy);
}

#undef curl_easy_setopt
CURLcode curl_easy_setopt(CURL *easy, CURLoption option, ...)
{
    struct fake_line *line = easy;
    va_list arguments;
    va_start(arguments, option);
    if (option == CURLOPT_HEADERFUNCTION) {
        line->header = va_arg(arguments, size_t(*)(char *, size_t, size_t, void *));
    } else if (option == CURLOPT_HEADERDATA) {
        line->context = va_arg(arguments, void *);
    } else if (option == CURLOPT_ERRORBUFFER) {
        line->trouble = va_arg(arguments, char *);
    } else if (option == CURLOPT_USE_SSL) {
        fake.verified = va_arg(arguments, long);
    } else if (option == CURLOPT_LOGIN_OPTIONS) {
        fake.options = va_arg(arguments, const char *);
    } else if (option == CURLOPT_PASSWORD) {
        fake.password = va_arg(arguments, const char *);
    } else if (option == CURLOPT_XOAUTH2_BEARER) {
        fake.bearer = va_arg(arguments, const char *);
    } else if (option == CURLOPT_CAINFO) {
        fake.ca = va_arg(arguments, const char *);
    }
    va_end(arguments);
    return CURLE_OK;
}

#undef curl_easy_getinfo
CURLcode curl_easy_getinfo(CURL *easy, CURLINFO info, ...)
{
    va_list arguments;
    CURLcode result = CURLE_OK;
    va_start(arguments, info);
    if (info == CURLINFO_CERTINFO) {
        *va_arg(arguments, struct curl_certinfo **) = fake.certificates;
    } else if (info == CURLINFO_SSL_VERIFYRESULT) {
        *va_arg(arguments, long *) = 0;
    } else if (fake_fails()) {
        result = CURLE_BAD_FUNCTION_ARGUMENT;
    } else {
        curl_socket_t *socket = va_arg(arguments, curl_socket_t *);
        *socket = CURL_SOCKET_BAD;
        for (int i = 0; i < LINES_MAX && !fake.no_socket; i++) {
            *socket = fake.lines[i] == easy ? FIRST_SOCKET + i : *socket;
        }
    }
    va_end(arguments);
    return result;
}

CURLcode curl_easy_send(CURL *easy, const void *bytes, size_t length, size_t *sent)
{
    struct fake_line *line = easy;
    *sent = 0;
    if (line->dead || line->mute || fake_fails()) {
        line->mute = true;
        line->dead |= !fake.half;
        return CURLE_SEND_ERROR;
    }
    if (fake.stuck || fake_is_busy()) {
        return CURLE_AGAIN;
    }
    *sent = fake.bite > 0 && length > fake.bite ? fake.bite : length;
    assert_true(line->in_length + *sent < BUFFER_MAX);
    memcpy(line->in + line->in_length, bytes, *sent);
    line->in_length += *sent;
    fake_hear(line);
    return CURLE_OK;
}

/* An answer of "!" ends the line. */
CURLcode curl_easy_recv(CURL *easy, void *bytes, size_t size, size_t *received)
{
    struct fake_line *line = easy;
    size_t left = line->out_length - line->out_taken;
    *received = 0;
    if (line->dead || fake_fails()) {
        line->dead = true;
        return CURLE_RECV_ERROR;
    }
    if (left == 0 || fake_is_busy()) {
        return CURLE_AGAIN;
    }
    if (line->out[line->out_taken] == '!') {
        line->dead = true;
        return CURLE_OK;
    }
    size = fake.bite > 0 && size > fake.bite ? fake.bite : size;
    *received = left < size ? left : size;
    char *end = memchr(line->out + line->out_taken, '!', *received);
    *received = end != NULL ? (size_t)(end - line->out) - line->out_taken : *received;
    memcpy(bytes, line->out + line->out_taken, *received);
    line->out_taken += *received;
    return CURLE_OK;
}

CURLM *curl_multi_init(void)
{
    return (CURLM *)&fake;
}

CURLMcode curl_multi_cleanup(CURLM *multi)
{
    assert_ptr_equal(multi, &fake);
    return CURLM_OK;
}

CURLMcode curl_multi_add_handle(CURLM *multi, CURL *easy)
{
    struct fake_line *line = easy;
    assert_ptr_equal(multi, &fake);
    if (fake_fails()) {
        return CURLM_OUT_OF_MEMORY;
    }
    assert_false(line->added);
    line->added = true;
    line->asked = false;
    line->dead = line->mute = line->data = false;
    line->in_length = line->out_length = line->out_taken = 0;
    line->number = fake.connections++;
    return CURLM_OK;
}

CURLMcode curl_multi_remove_handle(CURLM *multi, CURL *easy)
{
    struct fake_line *line = easy;
    (void)multi;
    assert_true(line->added);
    line->added = false;
    return CURLM_OK;
}

CURLMcode curl_multi_perform(CURLM *multi, int *running)
{
    (void)multi;
    *running = 0;
    return CURLM_OK;
}

CURLMsg *curl_multi_info_read(CURLM *multi, int *left)
{
    (void)multi;
    *left = 0;
    for (size_t i = 0;
         i < LINES_MAX && i < (fake.second_never_opens ? 1 : LINES_MAX) && !fake.never_opens; i++) {
        struct fake_line *line = fake.lines[i];
        if (line != NULL && line->added && !line->asked) {
            char greeting[20000];
            snprintf(greeting, sizeof greeting, "%s",
                fake.greeting != NULL ? fake.greeting : "220 hello\r\n250 ok\r\n235 come in\r\n");
            size_t half = strlen(greeting) / 2, rest = strlen(greeting) - half;
            bool heard = line->header(greeting, 1, half, line->context) == half &&
                         line->header(greeting + half, 1, rest, line->context) == rest;
            line->asked = true;
            snprintf(line->trouble, CURL_ERROR_SIZE, "%s", fake.words != NULL ? fake.words : "");
            fake.message.msg = CURLMSG_DONE;
            fake.message.easy_handle = line;
            bool refused = fake.refused_from > 0 && line->number >= fake.refused_from;
            fake.message.data.result = !heard                    ? CURLE_WRITE_ERROR
                                       : refused || fake_fails() ? CURLE_COULDNT_CONNECT
                                                                 : fake.opens;
            return &fake.message;
        }
    }
    return NULL;
}

CURLMcode curl_multi_poll(
    CURLM *multi, struct curl_waitfd *fds, unsigned int count, int timeout, int *ready)
{
    bool any = false;
    (void)multi, (void)ready;
    assert_true(++fake.polls < 100000);
    fake.ticks += 1 + fake.slow;
    if (fake_fails()) {
        return CURLM_OUT_OF_MEMORY;
    }
    for (unsigned int i = 0; i < count; i++) {
        bool readable = fake_has_answer(fake_line_of(fds[i].fd));
        short out = fake.stuck ? 0 : fds[i].events & CURL_WAIT_POLLOUT;
        fds[i].revents = (short)((readable ? CURL_WAIT_POLLIN : 0) | out);
        any |= fds[i].revents != 0;
    }
    for (size_t i = 0; i < LINES_MAX && !fake.never_opens; i++) {
        any |= fake.lines[i] != NULL && fake.lines[i]->added && !fake.lines[i]->asked;
    }
    fake.ticks += any ? 0 : timeout;
    return CURLM_OK;
}

int poll(struct pollfd *fds, nfds_t count, int timeout)
{
    assert_int_equal(count, 1);
    fake.ticks++;
    if (fake_fails()) {
        return -1;
    }
    bool ready =
        ((fds->events & POLLOUT) != 0 && !fake.stuck) || fake_has_answer(fake_line_of(fds->fd));
    fake.ticks += ready ? 0 : timeout;
    return ready;
}

#endif
