/* drive_copy URL USER PASSWORD CA SENDER RECIPIENT…: sends the mail on standard input by
 * fu_outbox_send_copy and prints its status and sentence. */
#include <stdio.h>
#include <string.h>

#include "followupd/base/buffer.h"
#include "followupd/outbox/outbox.h"

enum { MAIL_MAX = 1024 * 1024, RECIPIENTS_AT = 6, PATIENCE = 3 };

int main(int argc, char **argv)
{
    struct fu_outbox_settings settings = {
        .starttls = false, .auth = "auto", .hello = "test.example"};
    struct fu_buffer mail;
    struct fu_error error;
    enum fu_status status;
    int c;

    if (argc < RECIPIENTS_AT)
        return 64;
    fu_buffer_init(&mail, MAIL_MAX);
    while ((c = getchar()) != EOF)
        fu_buffer_add_char(&mail, (char)c);
    settings.url = argv[1];
    settings.user = argv[2];
    settings.ca_file = argv[4];
    settings.connections = 4;
    settings.connect_deadline = PATIENCE;
    settings.command_deadline = PATIENCE;
    fu_error_clear(&error);
    status =
        fu_outbox_send_copy(&settings, argv[3], argv[5], (const char *const *)argv + RECIPIENTS_AT,
            (size_t)(argc - RECIPIENTS_AT), mail.data, mail.length, &error);
    printf("%s: %s\n", fu_status_name(status), error.text);
    fu_buffer_free(&mail);
    return 0;
}
