#include "actors/control/control_server.hpp"

#include <chrono>

namespace basis {
namespace {

/// How long the API's thread waits for its sockets before it looks for answers of the node.
constexpr Nanos kLooked{10'000'000};
/// How long answers under way have when the node ends.
constexpr std::chrono::milliseconds kEnding{500};

UtcTime utc_now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return UtcTime::from_nanos(std::chrono::duration_cast<std::chrono::nanoseconds>(since).count());
}

}  // namespace

ControlServer::ControlServer(Parts parts)
    : events_(parts.events == nullptr ? nullptr : std::make_unique<EventDesk>(std::move(parts.events))),
      service_({std::move(parts.facts), std::move(parts.tokens), parts.page, parts.any_host,
                [this](std::uint64_t ticket, ControlCommand command) {
                  asked_.enqueue({ticket, std::move(command)});
                },
                [this](std::uint64_t ticket, EventAsk asked) {
                  return events_ != nullptr && events_->ask(ticket, std::move(asked));
                }}) {}

Result<std::unique_ptr<ControlServer>> ControlServer::open(Parts parts) {
  net::ServerSettings settings = std::move(parts.server);
  settings.clock = utc_now;
  settings.most_half = kSecond * 10;
  std::unique_ptr<ControlServer> made(new ControlServer(std::move(parts)));
  BASIS_TRY(made->server_, net::BeastServer::open(settings, made->service_));
  made->thread_ = std::thread([server = made.get()] { server->run(); });
  return made;
}

ControlServer::~ControlServer() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

void ControlServer::run() {
  const auto turn = [this] {
    server_->run_for(kLooked);
    // An answer is taken before the state, and given after it: the state that follows from it is shown by then.
    std::vector<ControlAnswer> answers;
    for (ControlAnswer answer; answers_.try_dequeue(answer);) answers.push_back(answer);
    if (auto shown = shown_.take()) service_.show(std::move(*shown));
    for (const ControlAnswer& answer : answers) service_.answer(answer);
    while (events_ != nullptr) {
      const auto found = events_->take();
      if (!found) break;
      service_.found(*found);
    }
  };
  while (!stopping_) turn();
  server_->stop();
  const auto until = std::chrono::steady_clock::now() + kEnding;
  while (server_->connections() > 0 && std::chrono::steady_clock::now() < until) turn();
}

}  // namespace basis
