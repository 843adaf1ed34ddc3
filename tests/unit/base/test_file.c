/* Small files: limits, modes, what is refused, and that a failed write leaves the old file and
 * nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "followupd/base/file.h"

#include "../../lib/folder.h"

static char folder[64];
static char path[96];

static int make_folder(void **state)
{
    (void)state;
    if (!make_own_folder(folder, sizeof folder, "followupd-file")) {
        return -1;
    }
    snprintf(path, sizeof path, "%s/file", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    if (unlink(path) != 0) {
        rmdir(path);
    }
    return rmdir(folder);
}

static size_t entries(void)
{
    size_t count = 0;
    DIR *listing = opendir(folder);
    while (readdir(listing) != NULL) {
        count++;
    }
    closedir(listing);
    return count - 2;
}

static void write_text(const char *text)
{
    assert_int_equal(fu_file_write(path, text, strlen(text), NULL), FU_OK);
}

/* Reads path and compares. */
static void assert_content(const char *text)
{
    struct fu_buffer buffer;
    fu_buffer_init(&buffer, 1000000);
    assert_int_equal(fu_file_read(path, true, &buffer, NULL), FU_OK);
    assert_string_equal(buffer.data, text);
    fu_buffer_free(&buffer);
}

static void what_was_written_is_read(void **state)
{
    (void)state;
    write_text("content\n");
    assert_content("content\n");
    write_text("");
    assert_content("");
    assert_int_equal(entries(), 1);
}

static void large_files_are_read_whole(void **state)
{
    (void)state;
    enum { SIZE = 100003 };
    char *bytes = malloc(SIZE);
    for (size_t i = 0; i < SIZE; i++) {
        bytes[i] = (char)(i * 31 >> 3);
    }
    struct fu_buffer buffer;
    fu_buffer_init(&buffer, SIZE);
    assert_int_equal(fu_file_write(path, bytes, SIZE, NULL), FU_OK);
    assert_int_equal(fu_file_read(path, true, &buffer, NULL), FU_OK);
    assert_int_equal(buffer.length, SIZE);
    assert_memory_equal(buffer.data, bytes, SIZE);
    fu_buffer_free(&buffer);
    free(bytes);
}

static void a_file_of_the_limit_is_read_and_a_longer_one_refused(void **state)
{
    (void)state;
    struct fu_buffer buffer;
    struct fu_error error = {0};
    fu_buffer_init(&buffer, 8);
    write_text("12345678");
    assert_int_equal(fu_file_read(path, false, &buffer, &error), FU_OK);
    write_text("123456789");
    assert_int_equal(fu_file_read(path, false, &buffer, &error), FU_BAD_INPUT);
    assert_non_null(strstr(error.text, "at most 8 bytes"));
    assert_non_null(strstr(error.text, path));
    fu_buffer_free(&buffer);
}

static void reading_replaces_what_the_buffer_held(void **state)
{
    (void)state;
    struct fu_buffer buffer;
    fu_buffer_init(&buffer, 8);
    fu_buffer_add_text(&buffer, "too long for it");
    assert_true(buffer.overflowed);
    write_text("new");
    assert_int_equal(fu_file_read(path, false, &buffer, NULL), FU_OK);
    assert_string_equal(buffer.data, "new");
    fu_buffer_free(&buffer);
}

static void a_secret_that_others_may_read_is_refused_with_the_cure(void **state)
{
    (void)state;
    static const mode_t bad[] = {0640, 0604, 0644, 0660, 0440};
    static const mode_t good[] = {0600, 0400, 0700, 0610, 0622};
    char cure[128];
    snprintf(cure, sizeof cure, "chmod 600 %s", path);
    write_text("secret");
    struct fu_buffer buffer;
    fu_buffer_init(&buffer, 100);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct fu_error error = {0};
        assert_int_equal(chmod(path, bad[i]), 0);
        assert_int_equal(fu_file_read(path, true, &buffer, &error), FU_BAD_INPUT);
        assert_non_null(strstr(error.text, cure));
        assert_string_equal(buffer.data, "");
        assert_int_equal(fu_file_read(path, false, &buffer, &error), FU_OK);
    }
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_int_equal(chmod(path, good[i]), 0);
        assert_int_equal(fu_file_read(path, true, &buffer, NULL), FU_OK);
    }
    fu_buffer_free(&buffer);
}

static void only_regular_files_are_read(void **state)
{
    (void)state;
    struct fu_buffer buffer;
    struct fu_error error = {0};
    fu_buffer_init(&buffer, 100);
    assert_int_equal(fu_file_read(folder, false, &buffer, &error), FU_PERMANENT);
    assert_non_null(strstr(error.text, "not a regular file"));
    assert_int_equal(fu_file_read("/dev/zero", false, &buffer, &error), FU_PERMANENT);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(fu_file_read(path, false, &buffer, &error), FU_PERMANENT);
    fu_buffer_free(&buffer);
}

static void a_missing_file_is_permanent_and_says_so(void **state)
{
    (void)state;
    struct fu_buffer buffer;
    struct fu_error error = {0};
    fu_buffer_init(&buffer, 100);
    errno = 0;
    assert_int_equal(fu_file_read(path, false, &buffer, &error), FU_PERMANENT);
    assert_int_equal(errno, ENOENT);
    assert_non_null(strstr(error.text, "No such file"));
    assert_non_null(strstr(error.text, path));
    fu_buffer_free(&buffer);
}

static void a_written_file_is_for_its_owner_only(void **state)
{
    (void)state;
    struct stat status;
    write_text("old");
    assert_int_equal(chmod(path, 0666), 0);
    mode_t mask = umask(0);
    write_text("new");
    umask(mask);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
}

static void a_failed_write_leaves_the_old_file_and_nothing_else(void **state)
{
    (void)state;
    static const char bytes[20000] = "";
    struct fu_error error = {0};
    write_text("old");
    struct rlimit old, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small = old;
    small.rlim_cur = 4096;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    enum fu_status status = fu_file_write(path, bytes, sizeof bytes, &error);
    int number = errno;
    setrlimit(RLIMIT_FSIZE, &old);
    assert_int_not_equal(status, FU_OK);
    assert_int_equal(number, EFBIG);
    assert_non_null(strstr(error.text, path));
    assert_content("old");
    assert_int_equal(entries(), 1);
}

static void a_folder_in_the_way_is_an_error_and_leaves_nothing(void **state)
{
    (void)state;
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(fu_file_write(path, "x", 1, NULL), FU_PERMANENT);
    assert_int_equal(entries(), 1);
}

static void writing_into_a_missing_folder_is_permanent(void **state)
{
    (void)state;
    struct fu_error error = {0};
    char nowhere[128];
    snprintf(nowhere, sizeof nowhere, "%s/none/file", folder);
    assert_int_equal(fu_file_write(nowhere, "x", 1, &error), FU_PERMANENT);
    assert_non_null(strstr(error.text, nowhere));
}

static void a_relative_path_is_written_in_the_current_folder(void **state)
{
    (void)state;
    char before[4096];
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(folder), 0);
    enum fu_status status = fu_file_write("file", "here", 4, NULL);
    assert_int_equal(chdir(before), 0);
    assert_int_equal(status, FU_OK);
    assert_content("here");
}

static void creating_leaves_an_existing_file_alone(void **state)
{
    (void)state;
    struct stat status;
    assert_int_equal(fu_file_create(path, "first", 5, NULL), FU_OK);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    assert_int_equal(fu_file_create(path, "second", 6, NULL), FU_PERMANENT);
    assert_int_equal(errno, EEXIST);
    assert_content("first");
    assert_int_equal(entries(), 1);
}

static void a_folder_is_made_for_its_owner_only_and_found_again(void **state)
{
    (void)state;
    struct stat status;
    mode_t mask = umask(0);
    assert_int_equal(fu_folder_ensure(path, NULL), FU_OK);
    umask(mask);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0700);
    assert_int_equal(fu_folder_ensure(path, NULL), FU_OK);
}

static void a_folder_that_everybody_may_write_is_refused(void **state)
{
    (void)state;
    struct fu_error error = {0};
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(chmod(path, 0775), 0);
    assert_int_equal(fu_folder_ensure(path, &error), FU_OK);
    assert_int_equal(chmod(path, 0777), 0);
    assert_int_equal(fu_folder_ensure(path, &error), FU_PERMANENT);
    assert_non_null(strstr(error.text, "run chmod 700 "));
    assert_true(fu_writable_by_all(path));
    assert_int_equal(rmdir(path), 0);
    assert_false(fu_writable_by_all(path));
}

static void a_file_is_no_folder(void **state)
{
    (void)state;
    struct fu_error error = {0};
    write_text("x");
    assert_int_equal(fu_folder_ensure(path, &error), FU_PERMANENT);
    assert_non_null(strstr(error.text, "not a folder"));
}

static void a_folder_without_its_parent_is_not_made(void **state)
{
    (void)state;
    struct fu_error error = {0};
    char nowhere[128];
    snprintf(nowhere, sizeof nowhere, "%s/none/folder", folder);
    assert_int_equal(fu_folder_ensure(nowhere, &error), FU_PERMANENT);
    assert_non_null(strstr(error.text, nowhere));
}

static void a_folder_we_may_not_write_is_refused(void **state)
{
    (void)state;
    enum { NOBODY = 65534 };
    assert_int_equal(mkdir(path, 0555), 0);
    assert_int_equal(chmod(folder, 0711), 0);
    uid_t user = geteuid();
    if (user == 0) {
        assert_int_equal(seteuid(NOBODY), 0);
    }
    struct fu_error error = {0};
    enum fu_status status = fu_folder_ensure(path, &error);
    assert_int_equal(seteuid(user), 0);
    assert_int_equal(status, FU_PERMANENT);
    assert_non_null(strstr(error.text, "cannot write in the folder"));
}

/* What a statfs of the folder says, 0: the truth. */
static uint32_t pretended;

int __real_statfs(const char *name, struct statfs *system);
int __wrap_statfs(const char *name, struct statfs *system);

int __wrap_statfs(const char *name, struct statfs *system)
{
    int failed = __real_statfs(name, system);
    if (pretended != 0) {
        system->f_type = pretended;
    }
    return failed;
}

static void network_file_systems_are_known_by_their_numbers(void **state)
{
    (void)state;
    enum { EXT4 = 0xEF53, TMPFS = 0x01021994, ZFS = 0x2FC12FC1 };
    static const uint32_t others[] = {0, EXT4, TMPFS, ZFS, BTRFS_SUPER_MAGIC, XFS_SUPER_MAGIC,
        OVERLAYFS_SUPER_MAGIC, FUSE_SUPER_MAGIC, V9FS_MAGIC};
    assert_string_equal(fu_network_file_system(NFS_SUPER_MAGIC), "NFS");
    assert_string_equal(fu_network_file_system(SMB_SUPER_MAGIC), "SMB");
    assert_string_equal(fu_network_file_system(CIFS_SUPER_MAGIC), "SMB");
    assert_string_equal(fu_network_file_system(SMB2_SUPER_MAGIC), "SMB");
    assert_string_equal(fu_network_file_system(AFS_SUPER_MAGIC), "AFS");
    assert_string_equal(fu_network_file_system(AFS_FS_MAGIC), "AFS");
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_null(fu_network_file_system(others[i]));
    }
}

static void a_folder_on_a_network_file_system_is_refused(void **state)
{
    (void)state;
    struct fu_error error = {0};
    pretended = CIFS_SUPER_MAGIC;
    enum fu_status made = fu_folder_ensure(path, NULL);
    enum fu_status found = fu_folder_ensure(path, &error);
    pretended = 0;
    assert_int_equal(made, FU_PERMANENT);
    assert_int_equal(found, FU_PERMANENT);
    assert_non_null(strstr(error.text, "network file system (SMB)"));
    assert_int_equal(fu_folder_ensure(path, &error), FU_OK);
}

static void flags_are_set_and_a_closed_descriptor_is_an_error(void **state)
{
    (void)state;
    int fd = open("/dev/null", O_RDWR | O_APPEND);
    assert_true(fu_set_cloexec(fd));
    assert_true(fu_set_nonblocking(fd));
    assert_int_equal(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
    assert_int_equal(
        fcntl(fd, F_GETFL) & (O_NONBLOCK | O_APPEND | O_ACCMODE), O_NONBLOCK | O_APPEND | O_RDWR);
    close(fd);
    errno = 0;
    assert_false(fu_set_cloexec(fd));
    assert_int_equal(errno, EBADF);
    assert_false(fu_set_nonblocking(fd));
}

static void what_is_private_is_no_one_else_s_and_in_no_core(void **state)
{
    struct rlimit core;
    mode_t before = umask(022);
    (void)state;
    fu_keep_private();
    assert_int_equal(getrlimit(RLIMIT_CORE, &core), 0);
    assert_int_equal(core.rlim_cur + core.rlim_max, 0);
    assert_int_equal(umask(before), 077);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_was_written_is_read),
        TEST(large_files_are_read_whole),
        TEST(a_file_of_the_limit_is_read_and_a_longer_one_refused),
        TEST(reading_replaces_what_the_buffer_held),
        TEST(a_secret_that_others_may_read_is_refused_with_the_cure),
        TEST(only_regular_files_are_read),
        TEST(a_missing_file_is_permanent_and_says_so),
        TEST(a_written_file_is_for_its_owner_only),
        TEST(a_failed_write_leaves_the_old_file_and_nothing_else),
        TEST(a_folder_in_the_way_is_an_error_and_leaves_nothing),
        TEST(writing_into_a_missing_folder_is_permanent),
        TEST(a_relative_path_is_written_in_the_current_folder),
        TEST(creating_leaves_an_existing_file_alone),
        TEST(a_folder_is_made_for_its_owner_only_and_found_again),
        TEST(a_folder_that_everybody_may_write_is_refused),
        TEST(a_file_is_no_folder),
        TEST(a_folder_without_its_parent_is_not_made),
        TEST(a_folder_we_may_not_write_is_refused),
        TEST(network_file_systems_are_known_by_their_numbers),
        TEST(a_folder_on_a_network_file_system_is_refused),
        TEST(flags_are_set_and_a_closed_descriptor_is_an_error),
        TEST(what_is_private_is_no_one_else_s_and_in_no_core),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
