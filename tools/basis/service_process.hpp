#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "venues/net/endpoint.hpp"

namespace basis {

/// A process that belongs to one live run, such as its simulator of exchanges: of its own, so that it outlives the
/// run's process when that is killed. NAME.json in the run's folder names its pid, its endpoint and its state file; no
/// other process is ever attached to or stopped.
class ServiceProcess {
 public:
  struct Options {
    std::string name;                    ///< "sim": of its files in the folder
    std::string said;                    ///< to a person: "basis sim"
    std::filesystem::path folder;        ///< of the run
    std::filesystem::path program;       ///< empty: this one
    std::vector<std::string> arguments;  ///< for a new one; NAME.state of the folder is among them
    std::int64_t speed = 1;              ///< how many times as fast as real time its clock runs
    int starts_seconds = 30;             ///< how long it may take until it listens
  };
  /// Attaches to the run's process, or starts it: with the state that it left, when there is one. It says "listening on
  /// ADDRESS:PORT" when it is ready. Usage errors: it does not start (its own last line is told), or the one that runs
  /// has another speed.
  static Result<ServiceProcess> open(const Options& options);

  [[nodiscard]] const net::Endpoint& endpoint() const { return endpoint_; }
  [[nodiscard]] pid_t pid() const { return pid_; }
  /// Whether it was there before, or has left a state.
  [[nodiscard]] bool known() const { return known_; }
  /// Ends it in order and waits until it has written its state.
  Result<void> stop();

  /// Where it keeps its state.
  static std::filesystem::path state_file(const std::filesystem::path& folder, const std::string& name) {
    return folder / (name + ".state");
  }

 private:
  explicit ServiceProcess(const Options& options)
      : name_(options.name), said_(options.said), folder_(options.folder), speed_(options.speed) {}
  Result<void> start(const Options& options);
  [[nodiscard]] bool attach();
  [[nodiscard]] Result<void> note() const;
  [[nodiscard]] std::filesystem::path state() const { return state_file(folder_, name_); }

  std::string name_;
  std::string said_;
  std::filesystem::path folder_;
  net::Endpoint endpoint_;
  pid_t pid_ = 0;
  std::int64_t speed_ = 1;
  bool known_ = false;
};

}  // namespace basis
