/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a program gives up before it reads what others wrote, so that a fault
 * in it, or in a library, is of little use to them. Linux has two means:
 * Landlock for files, seccomp for system calls. A kernel may lack either, and
 * so may this build; nothing is said then, for the program itself does what it
 * should all the same.
 *
 * What is not permitted fails with EACCES or EPERM. Only known calls are
 * denied: which ones a C library makes differs from one to the next, while
 * what a filter never does is a short list.
 */
#include "config.h"

#include "base/base.h"
#include "base/i18n.h"

#if ENABLE_CONFINEMENT

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>

/* ---- files: Landlock ----------------------------------------------------- */

/* How many rights each version of it knows, as bits from the lowest. */
static const unsigned char rights[] = { 13, 14, 15, 15, 16 };

enum {
	READ = LANDLOCK_ACCESS_FS_READ_FILE,
	READ_BELOW = READ | LANDLOCK_ACCESS_FS_READ_DIR,
	WRITE_BELOW = READ_BELOW | LANDLOCK_ACCESS_FS_WRITE_FILE |
	    LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE |
	    1 << 14			/* truncate; newer than some headers */
};

static void
permit(const struct er_confinement *c, const char *path, uint64_t file,
    uint64_t directory)
{
	struct landlock_path_beneath_attr rule = {0};
	struct stat st;
	int fd = c->rules < 0 ? -1 : open(path, O_PATH | O_CLOEXEC);

	if (fd >= 0 && fstat(fd, &st) == 0) {
		rule.allowed_access = c->handled &
		    (S_ISDIR(st.st_mode) ? directory : file);
		rule.parent_fd = fd;
		syscall(SYS_landlock_add_rule, c->rules,
		    LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	}
	if (fd >= 0)
		close(fd);
}

void
er_confine_begin(struct er_confinement *c)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);

	*c = (struct er_confinement){ .rules = -1 };
	if (version < 1)
		return;
	if (version > (long)sizeof rights)
		version = sizeof rights;
	c->handled = (UINT64_C(1) << rights[version - 1]) - 1;
	c->rules = (int)syscall(SYS_landlock_create_ruleset, &c->handled,
	    sizeof c->handled, 0);
}

void
er_confine_read(struct er_confinement *c, const char *path)
{
	permit(c, path, READ, READ_BELOW);
}

void
er_confine_write(struct er_confinement *c, const char *directory)
{
	c->writes = true;
	permit(c, directory, 0, WRITE_BELOW);
}

/* ---- system calls: seccomp ----------------------------------------------- */

#if defined(__x86_64__) && !defined(__ILP32__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__) && !defined(__AARCH64EB__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define ARCHITECTURE AUDIT_ARCH_RISCV64
#endif

#ifdef ARCHITECTURE

/* From 424 on the numbers are the same everywhere, and newer than some
 * headers: they are written out. */
static const int never[] = {
	/* programs and processes */
	SYS_execve, SYS_execveat, SYS_clone, 435 /* clone3 */,
#ifdef SYS_fork
	SYS_fork, SYS_vfork,
#endif
	SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_kcmp,
	440 /* process_madvise */,
	SYS_kill, SYS_tkill, SYS_tgkill, SYS_rt_sigqueueinfo,
	SYS_rt_tgsigqueueinfo, 424 /* pidfd_send_signal */,
	434 /* pidfd_open */, 438 /* pidfd_getfd */,
	/* the network, and what does other calls' work */
	SYS_socket, SYS_socketpair, SYS_connect, SYS_bind, SYS_listen,
	SYS_accept, SYS_accept4, SYS_sendto, SYS_sendmsg, SYS_sendmmsg,
	425 /* io_uring_setup */, 426 /* io_uring_enter */,
	427 /* io_uring_register */,
	/* the system; er-gen may be run by root */
	SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_setns,
	SYS_unshare, 428 /* open_tree */, 429 /* move_mount */,
	430 /* fsopen */, 433 /* fspick */, 442 /* mount_setattr */,
	SYS_open_by_handle_at, SYS_bpf, SYS_perf_event_open, SYS_userfaultfd,
	SYS_keyctl, SYS_add_key, SYS_request_key, SYS_init_module,
	SYS_finit_module, SYS_delete_module, SYS_kexec_load, SYS_reboot,
	SYS_swapon, SYS_swapoff, SYS_acct, SYS_quotactl, SYS_sethostname,
	SYS_setdomainname, SYS_settimeofday, SYS_clock_settime, SYS_adjtimex,
	SYS_clock_adjtime, SYS_syslog,
};

/* Not where a file is to be written: Landlock says which one. */
static const int changes[] = {
	SYS_unlinkat, SYS_renameat2, SYS_mkdirat, SYS_linkat, SYS_symlinkat,
	SYS_mknodat, SYS_truncate, SYS_fchmod, SYS_fchmodat, SYS_fchown,
	SYS_fchownat, SYS_utimensat, SYS_setxattr, SYS_lsetxattr,
	SYS_fsetxattr, SYS_removexattr, SYS_lremovexattr, SYS_fremovexattr,
	437 /* openat2, whose flags cannot be seen */, 452 /* fchmodat2 */,
#ifdef SYS_renameat
	SYS_renameat,
#endif
#ifdef SYS_unlink
	SYS_unlink, SYS_rename, SYS_mkdir, SYS_rmdir, SYS_link, SYS_symlink,
	SYS_mknod, SYS_creat, SYS_chmod, SYS_chown, SYS_lchown, SYS_utime,
	SYS_utimes, SYS_futimesat,
#endif
};

/* Calls that are denied for what an argument is: when it equals the value, or
 * has one of its bits. */
struct condition {
	int call, argument;
	unsigned short test;		/* BPF_JEQ or BPF_JSET */
	unsigned value;
};

enum { WRITING = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC };

/* What a terminal takes for typed: the shell would run it afterwards. */
static const struct condition never_so[] = {
	{ SYS_ioctl, 1, BPF_JEQ, TIOCSTI }, { SYS_ioctl, 1, BPF_JEQ, 0x541c },
};

static const struct condition changes_so[] = {
	{ SYS_openat, 2, BPF_JSET, WRITING },
#ifdef SYS_open
	{ SYS_open, 1, BPF_JSET, WRITING },
#endif
};

struct filter {
	struct sock_filter code[512];
	unsigned short n;
};

static void
load(struct filter *f, size_t offset)
{
	f->code[f->n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W |
	    BPF_ABS, (unsigned)offset);
}

/* Goes on with the next instruction if so, else past so many. */
static void
unless(struct filter *f, unsigned short test, unsigned value,
    unsigned char past)
{
	f->code[f->n++] = (struct sock_filter)BPF_JUMP(
	    (unsigned short)(BPF_JMP | BPF_K | test), value, 0, past);
}

static void
answer(struct filter *f, unsigned value)
{
	f->code[f->n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
	    value);
}

static void
deny(struct filter *f)
{
	answer(f, SECCOMP_RET_ERRNO | EPERM);
}

static void
deny_calls(struct filter *f, const int *calls, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		unless(f, BPF_JEQ, (unsigned)calls[i], 1);
		deny(f);
	}
}

static void
deny_when(struct filter *f, const struct condition *conditions, size_t n)
{
	const struct condition *c;
	size_t at;

	for (c = conditions; c < conditions + n; c++) {
		at = offsetof(struct seccomp_data, args) +
		    (size_t)c->argument * sizeof (uint64_t);
		unless(f, BPF_JEQ, (unsigned)c->call, 4);
		load(f, at);		/* its lower half comes first */
		unless(f, c->test, c->value, 1);
		deny(f);
		load(f, offsetof(struct seccomp_data, nr));
	}
}

#define COUNT(list) (sizeof (list) / sizeof *(list))

static void
filter_calls(bool writes)
{
	struct filter f = { .n = 0 };
	struct sock_fprog program = { .filter = f.code };

	/* The calls of another architecture have other numbers. */
	load(&f, offsetof(struct seccomp_data, arch));
	f.code[f.n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_K |
	    BPF_JEQ, ARCHITECTURE, 1, 0);
	deny(&f);
	load(&f, offsetof(struct seccomp_data, nr));
	unless(&f, BPF_JGE, 0x40000000, 1);	/* so has x32 */
	deny(&f);
	deny_calls(&f, never, COUNT(never));
	deny_when(&f, never_so, COUNT(never_so));
	if (!writes) {
		deny_calls(&f, changes, COUNT(changes));
		deny_when(&f, changes_so, COUNT(changes_so));
	}
	answer(&f, SECCOMP_RET_ALLOW);
	program.len = f.n;
	prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

#else

static void
filter_calls(bool writes)
{
	(void)writes;
}

#endif

/* ---- both ---------------------------------------------------------------- */

/* What libraries open late, and may. */
static const char *const common[] = {
	LOCALEDIR, "/usr/share/locale", "/dev/null", "/dev/urandom",
};

void
er_confine(struct er_confinement *c)
{
	size_t i;

	/* Messages are found now, with what turns them into the user's
	 * character set. */
	(void)_("error");
	(void)strerror(EPERM);
	for (i = 0; i < COUNT(common); i++)
		er_confine_read(c, common[i]);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (c->rules >= 0) {
		syscall(SYS_landlock_restrict_self, c->rules, 0);
		close(c->rules);
		c->rules = -1;
	}
	filter_calls(c->writes);
}

#else

void
er_confine_begin(struct er_confinement *c)
{
	*c = (struct er_confinement){ .rules = -1 };
}

void
er_confine_read(struct er_confinement *c, const char *path)
{
	(void)c;
	(void)path;
}

void
er_confine_write(struct er_confinement *c, const char *directory)
{
	(void)c;
	(void)directory;
}

void
er_confine(struct er_confinement *c)
{
	(void)c;
}

#endif
