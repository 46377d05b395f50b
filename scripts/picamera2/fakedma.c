/* Preloaded: /dev/udmabuf and /dev/dma_heap for kernels that have neither. Buffers are memfds, which every kernel has. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <linux/udmabuf.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int is_ours(const char *path)
{
	return path && (!strcmp(path, "/dev/udmabuf") || !strncmp(path, "/dev/dma_heap/", 14));
}

static mode_t mode_of(int flags, va_list arguments)
{
	return flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
}

#define OPEN(name)                                                                                                     \
	int name(const char *path, int flags, ...)                                                                     \
	{                                                                                                              \
		static int (*real)(const char *, int, ...);                                                            \
		va_list arguments;                                                                                     \
		va_start(arguments, flags);                                                                            \
		mode_t mode = mode_of(flags, arguments);                                                               \
		va_end(arguments);                                                                                     \
		if (is_ours(path))                                                                                     \
			return memfd_create("dma", MFD_CLOEXEC);                                                       \
		if (!real)                                                                                             \
			real = dlsym(RTLD_NEXT, #name);                                                                \
		return real(path, flags, mode);                                                                        \
	}
OPEN(open)
OPEN(open64)

int openat(int folder, const char *path, int flags, ...)
{
	static int (*real)(int, const char *, int, ...);
	va_list arguments;
	va_start(arguments, flags);
	mode_t mode = mode_of(flags, arguments);
	va_end(arguments);
	if (is_ours(path))
		return memfd_create("dma", MFD_CLOEXEC);
	if (!real)
		real = dlsym(RTLD_NEXT, "openat");
	return real(folder, path, flags, mode);
}

static int allocate(struct dma_heap_allocation_data *wanted)
{
	int buffer = memfd_create("dma-buffer", MFD_CLOEXEC);
	if (buffer < 0)
		return -1;
	if (ftruncate(buffer, wanted->len)) {
		close(buffer);
		return -1;
	}
	wanted->fd = buffer;
	return 0;
}

int ioctl(int file, unsigned long request, ...)
{
	static int (*real)(int, unsigned long, ...);
	va_list arguments;
	va_start(arguments, request);
	void *argument = va_arg(arguments, void *);
	va_end(arguments);
	if (request == UDMABUF_CREATE)
		return dup(((struct udmabuf_create *)argument)->memfd);
	if (request == DMA_HEAP_IOCTL_ALLOC)
		return allocate(argument);
	if (_IOC_TYPE(request) == DMA_BUF_BASE) /* synchronising and naming: nothing to do for memory */
		return 0;
	if (!real)
		real = dlsym(RTLD_NEXT, "ioctl");
	return real(file, request, argument);
}
