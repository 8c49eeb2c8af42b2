#include "actors/live/service_manager.hpp"

#include <systemd/sd-daemon.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace basis {
namespace {

/// What cannot be told is lost: the service does not depend on it.
void tell(const std::string& state) { static_cast<void>(sd_notify(0, state.c_str())); }

}  // namespace

ServiceManager::ServiceManager() : listens_(std::getenv("NOTIFY_SOCKET") != nullptr) {
  std::uint64_t micros = 0;
  if (sd_watchdog_enabled(0, &micros) > 0) every_ = Nanos{static_cast<std::int64_t>(micros) * 1'000 / 2};
}

void ServiceManager::status(const std::string& text) {
  if (text == told_) return;
  told_ = text;
  std::string line = "STATUS=" + text;
  std::ranges::replace(line, '\n', ' ');
  tell(line);
}

void ServiceManager::ready() {
  if (ready_) return;
  ready_ = true;
  tell("READY=1");
}

void ServiceManager::stopping() { tell("STOPPING=1"); }

void ServiceManager::alive(MonoTime now) {
  if (every_.count == 0 || now < next_) return;
  next_ = now + every_;
  tell("WATCHDOG=1");
}

}  // namespace basis
