#include "actors/alerts/alert_desk.hpp"

#include <fmt/format.h>

#include <exception>
#include <utility>

#include "actors/alerts/command_sink.hpp"
#include "actors/alerts/webhook_sink.hpp"

namespace basis {
namespace {

/// How long the thread waits for its sinks before it looks for a new state.
constexpr Nanos kTurn{50'000'000};
/// A state that does not change is looked at so often.
constexpr Nanos kAgain = kSecond;
/// What a command may fail before its alert is dropped: it is on this machine, and does not come back by itself.
constexpr std::uint32_t kCommandTries = 5;

}  // namespace

AlertDesk::AlertDesk(Parts parts) : parts_(std::move(parts)), say_(parts_.office.say) {}

Result<std::unique_ptr<AlertDesk>> AlertDesk::open(Parts parts) {
  std::unique_ptr<AlertDesk> made(new AlertDesk(std::move(parts)));
  Parts& with = made->parts_;
  auto network = net::BeastNetwork::make(with.network);
  if (!network) return Error(ErrorKind::usage, fmt::format("alerts.ca: {}", network.error().text()));
  made->network_ = std::move(network).value();
  made->office_ = std::make_unique<AlertOffice>(std::move(with.office), *made->network_);
  const auto add = [&](std::unique_ptr<AlertSink> sink, const OutboxLimits& limits) {
    made->sinks_.push_back(sink->name());
    made->office_->add(std::move(sink), limits);
  };
  if (with.webhook.is_set()) {
    BASIS_TRY(WebhookUrl url, WebhookUrl::parse(with.webhook));
    add(std::make_unique<WebhookSink>(std::move(url), *made->network_), {});
  }
  if (with.command.is_set()) {
    OutboxLimits limits;
    limits.most_tries = kCommandTries;
    add(std::make_unique<CommandSink>(std::move(with.command), with.environment, *made->network_), limits);
  }
  made->thread_ = std::thread([desk = made.get()] { desk->run(); });
  return made;
}

AlertDesk::~AlertDesk() {
  if (!thread_.joinable()) return;
  limit_ = {};
  stops_ = true;
  ends_ = true;
  thread_.join();
}

void AlertDesk::end(AlertEvent last, Nanos limit) {
  if (!thread_.joinable()) return;
  last_ = std::move(last);
  limit_ = limit;
  stops_ = true;
  ends_ = true;
  thread_.join();
}

void AlertDesk::look() {
  const MonoTime now = network_->now_mono();
  if (auto shown = shown_.take()) {
    state_ = std::move(*shown);
    seen_at_ = now;
  }
  if (state_ == nullptr || (seen_at_ != now && now - looked_ < kAgain)) return;
  looked_ = now;
  office_->look(*state_, now - seen_at_);
}

/// Whatever is wrong with alerts, the node goes on.
void AlertDesk::run() {
  try {
    work();
  } catch (const std::exception& broken) {
    if (say_) say_(fmt::format("alerts: nothing more is told: {}", broken.what()));
  }
}

void AlertDesk::work() {
  while (!ends_) {
    network_->run_for(kTurn);
    if (!stops_) look();
    boards_.put(std::make_shared<const AlertBoard>(office_->board()));
  }
  finish();
}

void AlertDesk::finish() {
  if (!last_.rule.empty()) office_->tell(last_);
  office_->hurry();
  const MonoTime until = network_->now_mono() + limit_;
  while (!office_->idle() && network_->now_mono() < until) network_->run_for(kTurn);
  for (const AlertSinkRow& sink : office_->board().sinks)
    if (sink.waiting > 0 && say_) say_(fmt::format("alerts: {}: {} alerts are not told", sink.name, sink.waiting));
}

}  // namespace basis
