/* libetpan's view of the connection.
 *
 * End of file, errors and timeouts are all -1: libetpan spins on 0. The sentence stays with the
 * connection. */
#include <stdlib.h>
#include <string.h>

#include "private.h"

/* What libetpan copies within for each line; a TLS record is twice as long. */
enum { STREAM_BUFFER = 8 * 1024 };

static ssize_t driver_read(mailstream_low *low, void *octets, size_t size)
{
    return fu_connection_receive(low->data, octets, size);
}

static ssize_t driver_write(mailstream_low *low, const void *octets, size_t length)
{
    return fu_connection_send(low->data, octets, length) ? (ssize_t)length : -1;
}

static int driver_close(mailstream_low *low)
{
    (void)low;
    return 0;
}

static int driver_socket(mailstream_low *low)
{
    const struct fu_connection *connection = low->data;
    return connection->socket;
}

static void driver_free(mailstream_low *low)
{
    free(low);
}

static void driver_cancel(mailstream_low *low)
{
    (void)low;
}

mailstream *fu_driver_open(struct fu_connection *connection)
{
    static mailstream_low_driver driver = {
        .mailstream_read = driver_read,
        .mailstream_write = driver_write,
        .mailstream_close = driver_close,
        .mailstream_get_fd = driver_socket,
        .mailstream_free = driver_free,
        .mailstream_cancel = driver_cancel,
    };
    mailstream_low *low = mailstream_low_new(connection, &driver);
    mailstream *stream = low != NULL ? mailstream_new(low, STREAM_BUFFER) : NULL;
    if (stream == NULL) {
        free(low);
    }
    return stream;
}
