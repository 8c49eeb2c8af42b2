#include "bench/system_calls.hpp"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <new>

#include "core/base/error.hpp"

namespace basis::bench {
namespace {

struct Shared {
  std::atomic<long> count{0};
  std::atomic<long> first{-1};
  std::atomic<bool> unfiltered{false};
  std::atomic<bool> finished{false};
};
Shared* shared = nullptr;  // global, because a signal handler can reach it only so

void refused(int, siginfo_t* info, void*) {
  long none = -1;
  shared->first.compare_exchange_strong(none, info->si_syscall);
  shared->count.fetch_add(1);
}

/// Allows clock reads, returns from signal handlers and the exit; all other calls trap.
bool refuse_system_calls() {
  std::array<sock_filter, 10> program = {{
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clock_gettime, 4, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_gettimeofday, 3, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_rt_sigreturn, 2, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  }};
  const sock_fprog filter{program.size(), program.data()};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

}  // namespace

void CallCounter::refuse_here() {
  if (!refuse_system_calls()) shared->unfiltered = true;
}

void CallCounter::finish() {
  shared->finished = true;
  _exit(0);
}

SystemCalls count_system_calls(const std::function<void()>& work) {
  void* memory = mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  require(memory != MAP_FAILED, "no memory to share with a child");
  shared = new (memory) Shared;
  std::fflush(nullptr);
  const pid_t child = fork();
  require(child >= 0, "no child process");
  if (child == 0) {
    struct sigaction action {};
    action.sa_sigaction = refused;
    action.sa_flags = SA_SIGINFO;
    sigaction(SIGSYS, &action, nullptr);
    work();
    _exit(1);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  const SystemCalls calls{shared->count, shared->first, !shared->unfiltered};
  const bool finished = shared->finished;
  munmap(memory, sizeof(Shared));
  shared = nullptr;
  require(finished, "a child that counts system calls did not come to its end");
  return calls;
}

}  // namespace basis::bench
