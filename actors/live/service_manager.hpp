#pragma once

#include <string>

#include "core/base/utc_time.hpp"

namespace basis {

/// Tells the service manager that started this process how it is (sd_notify(3)). Without one, nothing happens.
class ServiceManager {
 public:
  /// Reads NOTIFY_SOCKET and WATCHDOG_USEC of the environment.
  ServiceManager();

  /// Whether there is one.
  [[nodiscard]] bool listens() const { return listens_; }
  /// What a person sees beside the service: one line, told when it changes.
  void status(const std::string& text);
  /// The start is over.
  void ready();
  /// The stop has begun.
  void stopping();
  /// To be called often: says that the process is alive, twice in the time that the manager waits for it.
  void alive(MonoTime now);

 private:
  Nanos every_{};  ///< between signs of life; zero: nobody waits for them
  MonoTime next_;
  std::string told_;
  bool listens_ = false;
  bool ready_ = false;
};

}  // namespace basis
