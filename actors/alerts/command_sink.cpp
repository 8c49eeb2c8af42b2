#include "actors/alerts/command_sink.hpp"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

namespace basis {
namespace {

constexpr Nanos kLookedAt{20'000'000};

/// What a program needs to run, and nothing that may hold a secret.
constexpr std::array<const char*, 9> kPassedOn = {"PATH", "HOME",   "USER",   "LOGNAME", "SHELL",
                                                  "LANG", "LC_ALL", "TMPDIR", "TZ"};

/// A file without a name that holds the text: a pipe could be full, or closed by its reader. Negative: there is none.
int file_of(const std::string& text) {
  const int file = ::memfd_create("alert", MFD_CLOEXEC);
  if (file < 0) return file;
  std::size_t written = 0;
  while (written < text.size()) {
    const ssize_t more = ::write(file, text.data() + written, text.size() - written);
    if (more <= 0) break;
    written += static_cast<std::size_t>(more);
  }
  if (written == text.size() && ::lseek(file, 0, SEEK_SET) == 0) return file;
  ::close(file);
  return -1;
}

std::vector<std::string> variables_of(const AlertMessage& message) {
  const AlertNotice& notice = message.notice;
  return {"ALERT_ID=" + message.id,
          fmt::format("ALERT_KIND={}", notice_kind_name(notice.kind)),
          "ALERT_RULE=" + notice.rule,
          "ALERT_SUBJECT=" + notice.subject,
          fmt::format("ALERT_SEVERITY={}", alert_severity_name(notice.severity)),
          "ALERT_TEXT=" + message.text};
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> all;
  all.reserve(texts.size() + 1);
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

AlertTry judged_exit(int status) {
  using enum AlertTry::Result;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {told, {}, {}};
  if (WIFEXITED(status)) return {failed, fmt::format("exit code {}", WEXITSTATUS(status)), {}};
  return {failed, fmt::format("ended by signal {}", WTERMSIG(status)), {}};
}

}  // namespace

CommandSink::CommandSink(Secret command, const std::map<std::string, std::string>& environment, net::Network& network,
                         Nanos limit)
    : command_(std::move(command)), network_(network), limit_(limit) {
  for (const char* const name : kPassedOn)
    if (const auto found = environment.find(name); found != environment.end())
      environment_.push_back(fmt::format("{}={}", name, found->second));
}

CommandSink::~CommandSink() { end(); }

void CommandSink::end() {
  if (child_ == 0) return;
  ::kill(-child_, SIGKILL);
  ::waitpid(std::exchange(child_, 0), nullptr, 0);
}

std::string CommandSink::start(const AlertMessage& message) {
  const int input = file_of(message.json + "\n");
  if (input < 0) return std::strerror(errno);
  std::vector<std::string> arguments = {"sh", "-c", std::string(command_.reveal())};
  std::vector<std::string> variables = environment_;
  for (std::string& variable : variables_of(message)) variables.push_back(std::move(variable));
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, STDERR_FILENO, STDOUT_FILENO);
  posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, static_cast<short>(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK));
  pid_t child = 0;
  const int fault =
      posix_spawn(&child, "/bin/sh", &files, &attributes, pointers_to(arguments).data(), pointers_to(variables).data());
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  ::close(input);
  if (fault != 0) return std::strerror(fault);
  child_ = child;
  return {};
}

void CommandSink::tell(const AlertMessage& message, std::function<void(const AlertTry&)> done) {
  done_ = std::move(done);
  until_ = network_.now_mono() + limit_;
  fault_ = start(message);
  look_later();
}

void CommandSink::look_later() {
  timer_ = network_.after(kLookedAt, [this] { look(); });
}

void CommandSink::look() {
  const auto over = [this](const AlertTry& how) { std::exchange(done_, nullptr)(how); };
  if (child_ == 0) return over({AlertTry::Result::failed, fault_, {}});
  int status = 0;
  if (::waitpid(child_, &status, WNOHANG) == child_) {
    // What it has left in the background is no part of the alert, and is not waited for.
    child_ = 0;
    return over(judged_exit(status));
  }
  if (network_.now_mono() < until_) return look_later();
  end();
  over({AlertTry::Result::failed,
        fmt::format("it took longer than {} s, and was killed", limit_.count / kSecond.count),
        {}});
}

}  // namespace basis
