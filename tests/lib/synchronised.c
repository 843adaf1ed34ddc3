/* Loaded before the C library beside libfaketime, never installed: a kernel that says that something keeps the
 * clock right, so that a test may set it. With FU_SYNCHRONISED=no it says that nothing does. */
#include <stdlib.h>
#include <string.h>
#include <sys/timex.h>

int adjtimex(struct timex *asked)
{
    const char *word = getenv("FU_SYNCHRONISED");

    asked->status = word != NULL && strcmp(word, "no") == 0 ? STA_UNSYNC : 0;
    return asked->status == STA_UNSYNC ? TIME_ERROR : TIME_OK;
}
