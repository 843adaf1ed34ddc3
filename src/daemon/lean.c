/* Small while idle. Only pages that are mapped from a file and cannot be written are given back, so
 * nothing can be lost; what fails is left as it is. */
#include "lean.h"

#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

static int give_back(struct dl_phdr_info *info, size_t size, void *context)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t begin, end;
    size_t i;

    (void)size;
    (void)context;
    for (i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];

        if (part->p_type != PT_LOAD || part->p_flags & PF_W) {
            continue;
        }
        begin = (info->dlpi_addr + part->p_vaddr) & ~(page - 1);
        end = (info->dlpi_addr + part->p_vaddr + part->p_filesz + page - 1) & ~(page - 1);
        madvise((void *)begin, end - begin, MADV_DONTNEED);
    }
    return 0;
}

void fu_lean(void)
{
    malloc_trim(0);
    dl_iterate_phdr(give_back, NULL);
}
