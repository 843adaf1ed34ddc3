/* What the reader can still do when it can open no file any more. */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "reading.h"

enum { CONFINED = 0, NOT_CONFINED = 40, WRONG = 41 };

static const struct {
    const char *type;
    const char *body;
    const char *text;
} mails[] = {
    {"text/plain; charset=gb18030", "\xC4\xE3\xBA\xC3", "你好"},
    {"text/plain; charset=iso-2022-jp", "\x1b$B$3$s\x1b(B", "こん"},
    {"text/plain; charset=windows-1252", "\x80 5", "€ 5"},
    {"text/plain; charset=euc-kr", "\xBE\xC8\xB3\xE7", "안녕"},
    {"text/plain; charset=big5", "\xA7\x41\xA6\x6E", "你好"},
    {"text/plain; charset=koi8-r", "\xF0\xD2", "Пр"},
    {"text/plain; charset=euc-jp", "\xA4\xB3", "こ"},
    {"text/html; charset=iso-8859-15", "<p>\xA4", "€"},
    {"text/plain; charset=ibm1047", "\xC1", "\uFFFD"},
};

/* open, openat and openat2 answer ENOENT from now on. */
static bool close_files_off(void)
{
    struct sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
#ifdef SYS_open
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_open, 3, 0),
#endif
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOENT),
    };
    struct sock_fprog filter = {sizeof program / sizeof *program, program};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0 &&
           open("/dev/null", O_RDONLY) == -1 && errno == ENOENT;
}

/* The number of the first mail that reads otherwise than it should, or -1. */
static int first_wrong(void)
{
    for (size_t i = 0; i < sizeof mails / sizeof *mails; i++) {
        struct mail mail = mail_new();
        fu_buffer_print(&mail.bytes,
            "Date: Wed, 18 Nov 2026 10:30:00 +0100\nSubject: =?gb2312?B?xOO6ww==?=\nContent-Type: "
            "%s\n"
            "Content-Disposition: inline; x*=iso-8859-2''%%B1\n\n%s",
            mails[i].type, mails[i].body);
        bool right = mail_read(&mail) == FU_OK && strcmp(mail.letter->text, mails[i].text) == 0 &&
                     strcmp(mail.letter->subject, "你好") == 0 && mail.letter->date == 1794994200;
        mail_free(&mail);
        if (!right) {
            return (int)i;
        }
    }
    return -1;
}

/* Runs in a process of its own, since the filter stays. */
static int read_confined(void)
{
    pid_t child = fork();
    if (child == 0) {
        if (!close_files_off()) {
            _exit(NOT_CONFINED);
        }
        int wrong = first_wrong();
        _exit(wrong == -1 ? CONFINED : WRONG + wrong);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* This test comes first: nothing has opened a converter yet. */
static void without_a_start_charsets_are_not_read(void **state)
{
    (void)state;
    assert_true(read_confined() >= WRONG);
}

static void after_the_start_no_file_is_needed(void **state)
{
    (void)state;
    fu_mail_read_start();
    assert_int_equal(read_confined(), CONFINED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_start_charsets_are_not_read),
        cmocka_unit_test(after_the_start_no_file_is_needed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
