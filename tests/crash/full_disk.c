/* Lets files grow no more while a file is there, as on a disk that is full.

   Preloaded into a server by the tests. DISK_IS_FULL is the path of the file. What is on its disk already may be
   written again; other disks, such as the one of shared memory, have room. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* Whether a file that has to reach this far would need room that is not there. */
static int is_full(int file, off64_t end) {
    const char *path = getenv("DISK_IS_FULL");
    struct stat mark, status;
    /* The log stays readable for whoever looks for the cause. */
    if (file <= 2 || !path || stat(path, &mark) != 0 || fstat(file, &status) != 0) return 0;
    return S_ISREG(status.st_mode) && status.st_dev == mark.st_dev && end > status.st_size;
}

static off64_t length_of(const struct iovec *parts, int count) {
    off64_t length = 0;
    for (int part = 0; part < count; part++) length += (off64_t)parts[part].iov_len;
    return length;
}

/* Where the next write ends. */
static off64_t end_of(int file, off64_t length) {
    int flags = fcntl(file, F_GETFL);
    off64_t at = lseek64(file, 0, SEEK_CUR);
    struct stat status;
    if (flags >= 0 && (flags & O_APPEND) && fstat(file, &status) == 0) at = status.st_size;
    return at + length;
}

static ssize_t full(void) {
    errno = ENOSPC;
    return -1;
}

ssize_t write(int file, const void *bytes, size_t count) {
    return is_full(file, end_of(file, (off64_t)count)) ? full() : REAL(write)(file, bytes, count);
}

ssize_t writev(int file, const struct iovec *parts, int count) {
    return is_full(file, end_of(file, length_of(parts, count))) ? full() : REAL(writev)(file, parts, count);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) {
    return is_full(file, at + (off_t)count) ? full() : REAL(pwrite)(file, bytes, count, at);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
    return is_full(file, at + (off64_t)count) ? full() : REAL(pwrite64)(file, bytes, count, at);
}

ssize_t pwritev(int file, const struct iovec *parts, int count, off_t at) {
    return is_full(file, at + length_of(parts, count)) ? full() : REAL(pwritev)(file, parts, count, at);
}

ssize_t pwritev64(int file, const struct iovec *parts, int count, off64_t at) {
    return is_full(file, at + length_of(parts, count)) ? full() : REAL(pwritev64)(file, parts, count, at);
}

int posix_fallocate(int file, off_t at, off_t length) {
    return is_full(file, at + length) ? ENOSPC : REAL(posix_fallocate)(file, at, length);
}

int posix_fallocate64(int file, off64_t at, off64_t length) {
    return is_full(file, at + length) ? ENOSPC : REAL(posix_fallocate64)(file, at, length);
}

int fallocate(int file, int mode, off_t at, off_t length) {
    return mode == 0 && is_full(file, at + length) ? (int)full() : REAL(fallocate)(file, mode, at, length);
}

int fallocate64(int file, int mode, off64_t at, off64_t length) {
    return mode == 0 && is_full(file, at + length) ? (int)full() : REAL(fallocate64)(file, mode, at, length);
}
