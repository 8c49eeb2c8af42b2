#include "tools/basis/sim_process.hpp"

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
constexpr std::chrono::seconds kStarts{30};
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

/// What a process is called with, from the kernel: ours has our state file among it.
bool runs_with(pid_t pid, const std::string& argument) {
  const std::string line = read_text(fmt::format("/proc/{}/cmdline", pid));
  return line.find(argument) != std::string::npos;
}

Error refused(const std::filesystem::path& file, const std::string& why) {
  return {ErrorKind::usage, fmt::format("{}: {}", file.string(), why)};
}

/// Starts a process in a session of its own, so that a signal to ours does not reach it.
Result<pid_t> spawn(std::vector<std::string> arguments, const std::filesystem::path& output) {
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
  const int fault = posix_spawn(&pid, "/proc/self/exe", &files, &attributes, argv.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  if (fault != 0) return refused("basis sim", std::strerror(fault));
  return pid;
}

}  // namespace

Result<SimProcess> SimProcess::open(const Options& options) {
  SimProcess made;
  made.folder_ = options.folder;
  if (made.attach()) {
    if (made.speed_ == options.speed) return made;
    return refused("--speed",
                   fmt::format("the run's simulator goes at {}x: go on with --speed {}x", made.speed_, made.speed_));
  }
  made.speed_ = options.speed;
  BASIS_TRY(made.start(options));
  BASIS_TRY(made.note());
  return made;
}

/// Attaches to the process that `sim.json` names, when it is still the same one.
bool SimProcess::attach() {
  std::error_code code;
  const std::filesystem::path state = folder_ / "sim.state";
  known_ = std::filesystem::exists(state, code);
  const auto noted = parse_json(read_text(folder_ / "sim.json"));
  if (!noted || !noted.value().is_object()) return false;
  const boost::json::object& object = noted.value().as_object();
  if (!object.contains("pid") || !object.contains("endpoint")) return false;
  const boost::json::value& pid = object.at("pid");
  const boost::json::value& url = object.at("endpoint");
  if (!pid.is_int64() || !url.is_string()) return false;
  const auto endpoint = net::Endpoint::parse(std::string_view(url.as_string()));
  pid_ = static_cast<pid_t>(pid.as_int64());
  if (!endpoint || pid_ <= 1 || kill(pid_, 0) != 0 || !runs_with(pid_, state.string())) return false;
  endpoint_ = endpoint.value();
  if (const auto* speed = object.if_contains("speed"); speed != nullptr && speed->is_int64())
    speed_ = speed->as_int64();
  known_ = true;
  return true;
}

Result<void> SimProcess::start(const Options& options) {
  const std::filesystem::path output = folder_ / "sim.log";
  std::vector<std::string> arguments{"basis", "sim"};
  arguments.insert(arguments.end(), options.arguments.begin(), options.arguments.end());
  for (const std::string& more : {std::string("--speed"), fmt::format("{}x", options.speed), std::string("--listen"),
                                  std::string("127.0.0.1:0"), std::string("--state"), (folder_ / "sim.state").string()})
    arguments.push_back(more);
  BASIS_TRY(pid_, spawn(std::move(arguments), output));
  const auto until = std::chrono::steady_clock::now() + kStarts;
  while (std::chrono::steady_clock::now() < until) {
    const std::string text = read_text(output);
    const std::size_t at = text.find(kReady);
    const std::size_t end = at == std::string::npos ? at : text.find('\n', at);
    if (end != std::string::npos) {
      const std::string where = text.substr(at + kReady.size(), end - at - kReady.size());
      BASIS_TRY(endpoint_, net::Endpoint::parse("http://" + where.substr(0, where.find(' '))));
      return ok();
    }
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) == pid_) return refused("basis sim", last_line(text));
    std::this_thread::sleep_for(kLooked);
  }
  kill(pid_, SIGKILL);
  return refused("basis sim", fmt::format("it did not say within {} s that it is listening", kStarts.count()));
}

Result<void> SimProcess::note() const {
  JsonWriter json;
  json.begin_object();
  json.key("pid").integer(pid_);
  json.key("endpoint").string("http://" + endpoint_.authority());
  json.key("speed").integer(speed_);
  json.key("state").string((folder_ / "sim.state").string());
  json.end_object();
  return replace_file(folder_ / "sim.json", std::move(json).take() + "\n");
}

Result<void> SimProcess::stop() {
  kill(pid_, SIGTERM);
  const auto until = std::chrono::steady_clock::now() + kStops;
  while (std::chrono::steady_clock::now() < until) {
    int status = 0;
    // It is a child of ours, or of the process that started it.
    if (waitpid(pid_, &status, WNOHANG) == pid_ || kill(pid_, 0) != 0) return ok();
    std::this_thread::sleep_for(kLooked);
  }
  return refused("basis sim", fmt::format("process {} did not end within {} s", pid_, kStops.count()));
}

}  // namespace basis
