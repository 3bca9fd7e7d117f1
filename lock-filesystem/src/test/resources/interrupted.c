/*
 * Preloaded into a process, lets some calls that lock or unlock a part of a file fail as if a signal
 * had interrupted them (EINTR), before anything is done. Each leaves a byte in the file that
 * INTERRUPTED_LOG names. INTERRUPTED_TYPES says which calls are meant: "l" to lock, "u" to unlock.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static atomic_uint calls;

static int interrupts(int command, const struct flock *lock) {
  const char *types = getenv("INTERRUPTED_TYPES");
  const char *name = getenv("INTERRUPTED_LOG");
  if ((command != F_SETLK && command != F_SETLKW) || types == NULL || name == NULL ||
      strchr(types, lock->l_type == F_UNLCK ? 'u' : 'l') == NULL ||
      atomic_fetch_add(&calls, 1) % 7 != 3) {
    return 0;
  }
  int log = open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log >= 0) {
    ssize_t unused = write(log, ".", 1);
    (void)unused;
    close(log);
  }
  return 1;
}

static int pass(const char *function, int descriptor, int command, void *argument) {
  int (*next)(int, int, ...) = (int (*)(int, int, ...))dlsym(RTLD_NEXT, function);
  if ((command == F_SETLK || command == F_SETLKW) && interrupts(command, argument)) {
    errno = EINTR;
    return -1;
  }
  return next(descriptor, command, argument);
}

int fcntl(int descriptor, int command, ...) {
  va_list arguments;
  va_start(arguments, command);
  void *argument = va_arg(arguments, void *);
  va_end(arguments);
  return pass("fcntl", descriptor, command, argument);
}

int fcntl64(int descriptor, int command, ...) {
  va_list arguments;
  va_start(arguments, command);
  void *argument = va_arg(arguments, void *);
  va_end(arguments);
  return pass("fcntl64", descriptor, command, argument);
}
