#include "tools/basis/service_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fstream>
#include <memory>
#include <sstream>
#include <thread>

#include "core/base/json_reader.hpp"
#include "core/base/json_writer.hpp"
#include "core/results/replace_file.hpp"

namespace basis {
namespace {

constexpr std::string_view kReady = "listening on ";
constexpr std::chrono::seconds kStops{10};
constexpr std::chrono::milliseconds kLooked{20};

std::string read_text(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// The last line of a text that is not empty.
std::string last_line(const std::string& text) {
  const std::size_t end = text.find_last_not_of('\n');
  if (end == std::string::npos) return {};
  const std::size_t begin = text.find_last_of('\n', end);
  return text.substr(begin == std::string::npos ? 0 : begin + 1,
                     end - (begin == std::string::npos ? 0 : begin + 1) + 1);
}

/// What a process is called with, from the kernel: ours has its state file among it.
bool runs_with(pid_t pid, const std::string& argument) {
  const std::string line = read_text(fmt::format("/proc/{}/cmdline", pid));
  return line.find(argument) != std::string::npos;
}

Error refused(const std::string& what, const std::string& why) {
  return {ErrorKind::usage, fmt::format("{}: {}", what, why)};
}

/// Starts a process in a session of its own, so that a signal to ours does not reach it.
Result<pid_t> spawn(const std::string& program, std::vector<std::string> arguments,
                    const std::filesystem::path& output) {
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, static_cast<short>(POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK));
  pid_t pid = 0;
  const int fault = posix_spawn(&pid, program.c_str(), &files, &attributes, argv.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  if (fault != 0) return refused(program, std::strerror(fault));
  return pid;
}

}  // namespace

Result<ServiceProcess> ServiceProcess::open(const Options& options) {
  ServiceProcess made(options);
  if (made.attach()) {
    if (made.speed_ == options.speed) return made;
    return refused("--speed", fmt::format("{} of this run goes at {}x: go on with --speed {}x", options.said,
                                          made.speed_, made.speed_));
  }
  made.speed_ = options.speed;
  BASIS_TRY(made.start(options));
  BASIS_TRY(made.note());
  return made;
}

/// Attaches to the process that NAME.json names, when it is still the same one.
bool ServiceProcess::attach() {
  std::error_code code;
  known_ = std::filesystem::exists(state(), code);
  const auto noted = parse_json(read_text(folder_ / (name_ + ".json")));
  if (!noted || !noted.value().is_object()) return false;
  const boost::json::object& object = noted.value().as_object();
  if (!object.contains("pid") || !object.contains("endpoint")) return false;
  const boost::json::value& pid = object.at("pid");
  const boost::json::value& url = object.at("endpoint");
  if (!pid.is_int64() || !url.is_string()) return false;
  const auto endpoint = net::Endpoint::parse(std::string_view(url.as_string()));
  pid_ = static_cast<pid_t>(pid.as_int64());
  if (!endpoint || pid_ <= 1 || kill(pid_, 0) != 0 || !runs_with(pid_, state().string())) return false;
  endpoint_ = endpoint.value();
  if (const auto* speed = object.if_contains("speed"); speed != nullptr && speed->is_int64())
    speed_ = speed->as_int64();
  known_ = true;
  return true;
}

Result<void> ServiceProcess::start(const Options& options) {
  const std::filesystem::path output = folder_ / (name_ + ".log");
  const std::string program = options.program.empty() ? "/proc/self/exe" : options.program.string();
  BASIS_TRY(pid_, spawn(program, options.arguments, output));
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(options.starts_seconds);
  while (std::chrono::steady_clock::now() < until) {
    const std::string text = read_text(output);
    const std::size_t at = text.find(kReady);
    const std::size_t end = at == std::string::npos ? at : text.find('\n', at);
    if (end != std::string::npos) {
      std::string where = text.substr(at + kReady.size(), end - at - kReady.size());
      where = where.substr(0, where.find(' '));
      BASIS_TRY(endpoint_, net::Endpoint::parse(where.find("://") == std::string::npos ? "http://" + where : where));
      return ok();
    }
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) == pid_) return refused(said_, last_line(text));
    std::this_thread::sleep_for(kLooked);
  }
  kill(pid_, SIGKILL);
  return refused(said_, fmt::format("it did not say within {} s that it is listening", options.starts_seconds));
}

Result<void> ServiceProcess::note() const {
  JsonWriter json;
  json.begin_object();
  json.key("pid").integer(pid_);
  json.key("endpoint").string("http://" + endpoint_.authority());
  json.key("speed").integer(speed_);
  json.key("state").string(state().string());
  json.end_object();
  return replace_file(folder_ / (name_ + ".json"), std::move(json).take() + "\n");
}

Result<void> ServiceProcess::stop() {
  kill(pid_, SIGTERM);
  const auto until = std::chrono::steady_clock::now() + kStops;
  while (std::chrono::steady_clock::now() < until) {
    int status = 0;
    // It is a child of ours, or of the process that started it.
    if (waitpid(pid_, &status, WNOHANG) == pid_ || kill(pid_, 0) != 0) return ok();
    std::this_thread::sleep_for(kLooked);
  }
  return refused(said_, fmt::format("process {} did not end within {} s", pid_, kStops.count()));
}

}  // namespace basis
