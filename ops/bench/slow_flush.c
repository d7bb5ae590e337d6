/* Every WAL flush takes one millisecond longer, as it does on common cloud block storage. Preloaded into
   PostgreSQL by `jejak bench`; the flush itself still happens. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>

int fdatasync(int descriptor)
{
    static int (*flush)(int);
    struct timespec pause = {0, 1000000};
    if (!flush)
        flush = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, 0);
    return flush(descriptor);
}
