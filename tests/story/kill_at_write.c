/* Ends the process with SIGKILL just before its N-th write to a file or a socket.

   Preloaded into the tool by the tests. What a kill leaves on the disk, or at the server, is what
   these calls wrote, so a kill at any other moment leaves the same as one of these. KILL_AT_WRITE
   is the number N, AT_WRITE_SIGNAL another signal than SIGKILL. A process that ends by itself writes into the
   file COUNT_WRITES_INTO how many there were. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long seen;

static void before_any(void) {
    const char *at = getenv("KILL_AT_WRITE");
    const char *other = getenv("AT_WRITE_SIGNAL");
    long number = atomic_fetch_add(&seen, 1) + 1;
    if (at && number == atol(at)) kill(getpid(), other ? atoi(other) : SIGKILL);
}

__attribute__((destructor)) static void tell(void) {
    const char *path = getenv("COUNT_WRITES_INTO");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (!file) return;
    fprintf(file, "%ld\n", (long)atomic_load(&seen));
    fclose(file);
}

static void before_write(int file) {
    struct stat status;
    /* Not the terminal, pipes, and whatever the runtime wakes its threads with. */
    if (file <= 2 || fstat(file, &status) != 0) return;
    if (S_ISREG(status.st_mode) || S_ISSOCK(status.st_mode)) before_any();
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int file, const void *bytes, size_t count) {
    before_write(file);
    return REAL(write)(file, bytes, count);
}

ssize_t writev(int file, const struct iovec *parts, int count) {
    before_write(file);
    return REAL(writev)(file, parts, count);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) {
    before_write(file);
    return REAL(pwrite)(file, bytes, count, at);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
    before_write(file);
    return REAL(pwrite64)(file, bytes, count, at);
}

int ftruncate(int file, off_t length) {
    before_write(file);
    return REAL(ftruncate)(file, length);
}

int ftruncate64(int file, off64_t length) {
    before_write(file);
    return REAL(ftruncate64)(file, length);
}

int unlink(const char *path) {
    before_any();
    return REAL(unlink)(path);
}

ssize_t send(int socket, const void *bytes, size_t count, int flags) {
    before_write(socket);
    return REAL(send)(socket, bytes, count, flags);
}

ssize_t sendto(int socket, const void *bytes, size_t count, int flags, const struct sockaddr *to,
               socklen_t length) {
    before_write(socket);
    return REAL(sendto)(socket, bytes, count, flags, to, length);
}

ssize_t sendmsg(int socket, const struct msghdr *message, int flags) {
    before_write(socket);
    return REAL(sendmsg)(socket, message, flags);
}
