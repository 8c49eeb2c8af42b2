#include "actors/live/service_manager.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <vector>

#include "tests/support/temporary_folder.hpp"

namespace basis::test {
namespace {

/// A manager's socket, as systemd makes it.
class Manager {
 public:
  explicit Manager(const char* watchdog_micros) {
    const std::string path = (folder_.path() / "notify").string();
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), path.size());
    socket_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    REQUIRE(bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    setenv("NOTIFY_SOCKET", path.c_str(), 1);
    if (watchdog_micros != nullptr) setenv("WATCHDOG_USEC", watchdog_micros, 1);
  }
  ~Manager() {
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    close(socket_);
  }
  Manager(const Manager&) = delete;
  Manager& operator=(const Manager&) = delete;

  /// What came since the call before.
  std::vector<std::string> told() const {
    std::vector<std::string> all;
    char text[512];
    for (ssize_t size = 0; (size = recv(socket_, text, sizeof text, 0)) > 0;)
      all.emplace_back(text, static_cast<std::size_t>(size));
    return all;
  }

 private:
  TemporaryFolder folder_;
  int socket_ = -1;
};

using Told = std::vector<std::string>;

TEST_CASE("service manager: it hears of the start, the state and the stop, each once") {
  const Manager manager("1000000");
  ServiceManager service;
  service.status("the start waits: binance\nis not ready");
  service.status("the start waits: binance\nis not ready");
  service.ready();
  service.ready();
  service.stopping();
  CHECK(manager.told() == Told{"STATUS=the start waits: binance is not ready", "READY=1", "STOPPING=1"});
}

TEST_CASE("service manager: it hears twice in its time that the process is alive") {
  const Manager manager("1000000");
  ServiceManager service;
  const MonoTime start = MonoTime::from_nanos(kSecond.count * 100);
  for (std::int64_t millis = 0; millis < 2'000; millis += 10) service.alive(start + Nanos{millis * 1'000'000});
  CHECK(manager.told() == Told(4, "WATCHDOG=1"));
}

TEST_CASE("service manager: without one, or without its watchdog, nothing happens") {
  {
    ServiceManager service;
    service.ready();
    service.alive(MonoTime::from_nanos(1));
  }
  const Manager manager(nullptr);
  ServiceManager service;
  service.alive(MonoTime::from_nanos(1));
  CHECK(manager.told().empty());
}

}  // namespace
}  // namespace basis::test
