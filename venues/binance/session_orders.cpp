#include <fmt/format.h>

#include <algorithm>

#include "venues/binance/errors.hpp"
#include "venues/binance/session.hpp"

namespace basis::binance {
namespace {

constexpr Nanos kAnswerTime = kSecond * 10;
constexpr std::string_view kLetters = "nca";  ///< before the client id, by action, as the encoder writes them

std::string frame_id(const OrderCommand& command) {
  return std::string(1, kLetters[static_cast<std::size_t>(command.action)]) + std::string(command.id.view());
}

net::RateCost cost_of(const OrderCommand& command) {
  return command.action == OrderAction::create ? net::RateCost{0, 1} : net::RateCost{1, 0};
}

}  // namespace

void BinanceSession::orders_open(std::uint32_t connection) {
  if (!calls_.requests().signer().ed25519()) return orders_ready(connection);
  orders_->send(connection, calls_.requests().signed_frame(fmt::format("logon{}", connection), "session.logon", {},
                                                           calls_.venue_now()));
}

/// From here on commands go over this connection. One before it is closed when nothing is under way on it any more.
void BinanceSession::orders_ready(std::uint32_t connection) {
  logged_.insert(connection);
  orders_up_ = *logged_.rbegin();
  judge_successor();
  judge_state();
}

void BinanceSession::judge_successor() {
  if (orders_up_ == 0 || !orders_ || orders_->current() == orders_up_) return;
  const bool busy = std::any_of(sent_.begin(), sent_.end(), [&](const auto& entry) {
    return !entry.second.doubted && entry.second.connection != orders_up_;
  });
  if (!busy) orders_->in_step(orders_up_);
}

void BinanceSession::orders_closed(std::uint32_t connection, const std::string& reason) {
  std::vector<std::string> lost;
  for (const auto& [id, sent] : sent_)
    if (sent.connection == connection) lost.push_back(id);
  logged_.erase(connection);
  orders_up_ = logged_.empty() ? 0 : *logged_.rbegin();
  for (const std::string& id : lost) {
    auto sent = sent_.extract(id);
    in_doubt(sent.mapped(), network_.now_utc());
  }
  judge_state("the order socket is lost: " + reason);
}

void BinanceSession::in_doubt(Sent& sent, UtcTime received) {
  sent.limit.reset();
  if (!std::exchange(sent.doubted, true))
    listener_.on_send_failed(sent.command.id, sent.command.action, SendFailure::in_doubt, received);
}

void BinanceSession::send(const OrderCommand& command, std::string_view bytes, UtcTime deadline) {
  const bool creates = command.action == OrderAction::create;
  const auto not_sent = [this, id = command.id, action = command.action] {
    listener_.on_send_failed(id, action, SendFailure::not_sent, network_.now_utc());
  };
  const bool late = calls_.venue_now() > deadline;
  const auto priority = creates ? net::Priority::trade : net::Priority::cancel;
  const bool limited = calls_.budget().may(cost_of(command), priority, calls_.venue_now()).has_value();
  // A cancel makes nothing worse that is not seen at once.
  const bool can = command.action == OrderAction::cancel ? way_out() : path_open();
  if (!can || late || limited || (creates && stopping_)) return defer(not_sent);
  // A market that the venue halts, or whose rules are others than ours, takes no new order; cancels pass.
  if (creates && !able(command.market)) {
    OrderReport refusal;
    refusal.id = command.id;
    refusal.kind = ReportKind::rejected;
    refusal.reason = RejectReason::no_market;
    refusal.market = command.market;
    refusal.at_venue = calls_.venue_now();
    return defer([this, refusal] { tell(refusal, network_.now_utc(), network_.now_mono()); });
  }
  if (creates) live_[command.id] = command.market;
  settings_.transport == wire::Transport::rest ? send_request(command, bytes) : send_frame(command, bytes);
}

void BinanceSession::send_frame(const OrderCommand& command, std::string_view bytes) {
  std::string id = frame_id(command);
  if (!orders_->send(orders_up_, bytes)) {
    if (command.action == OrderAction::create) live_.erase(command.id);
    return defer([this, of = command.id, action = command.action] {
      listener_.on_send_failed(of, action, SendFailure::not_sent, network_.now_utc());
    });
  }
  calls_.budget().sent(cost_of(command), calls_.venue_now());
  Sent sent;
  sent.command = command;
  sent.connection = orders_up_;
  sent.limit = network_.after(kAnswerTime, [this, id] {
    const auto found = sent_.find(id);
    if (found == sent_.end()) return;
    calls_.budget().unanswered(cost_of(found->second.command), calls_.venue_now());
    in_doubt(found->second, network_.now_utc());
    judge_successor();
  });
  sent_.insert_or_assign(std::move(id), std::move(sent));
}

void BinanceSession::send_request(const OrderCommand& command, std::string_view bytes) {
  calls_.call_encoded(bytes, cost_of(command), [this, command](const CallAnswer& answer) {
    if (answer.ok) return command_done(command, answer.body, answer.received);
    if (!answer.left) {
      if (command.action == OrderAction::create) live_.erase(command.id);
      return listener_.on_send_failed(command.id, command.action, SendFailure::not_sent, answer.received);
    }
    command_failed(command, answer.error, answer.text, answer.received);
  });
}

void BinanceSession::orders_text(std::uint32_t connection, std::string_view text, UtcTime received, MonoTime) {
  const auto read = reports_.socket_answer(text);
  // Whatever it answers is in doubt until its time is over, and then asked for.
  if (!read) return alert("unreadable", read.error().text());
  const SocketAnswer& answer = read.value();
  if (answer.event) {
    if (answer.result.find("serverShutdown") != std::string::npos) orders_->restart_soon();
    return;
  }
  if (answer.retry_after && (answer.status == 418 || answer.status == 429)) {
    calls_.budget().be_quiet(*answer.retry_after);
    banned(*answer.retry_after);
  }
  const VenueError error =
      answer.status == 200 ? VenueError{} : classify(product_.product, answer.code, answer.message, answer.status);
  const std::string why = fmt::format("{} {}", answer.code, answer.message);
  if (answer.id == fmt::format("logon{}", connection)) {
    if (answer.status == 200) return orders_ready(connection);
    CallAnswer refusal;
    refusal.code = answer.code;
    refusal.error = error;
    refusal.text = why;
    if (error.kind == ErrorClass::config) return refuse(advice(refusal));
    if (error.kind == ErrorClass::clock) clock_refused();
    return later("the order socket's logon is refused: " + why, [this, connection] { orders_open(connection); });
  }
  const auto found = sent_.find(answer.id);
  if (found == sent_.end()) {
    if (answer.status != 200) alert("order_entry", "an answer to no request of ours: " + why);
    return;
  }
  const auto sent = sent_.extract(found);
  if (!sent.mapped().doubted) calls_.budget().answered(cost_of(sent.mapped().command), 200, {}, calls_.venue_now());
  if (answer.status == 200)
    command_done(sent.mapped().command, answer.result, received);
  else
    command_failed(sent.mapped().command, error, why, received);
  judge_successor();
}

void BinanceSession::command_done(const OrderCommand& command, std::string_view json, UtcTime received) {
  const auto reports = reports_.command_answer(json, command.action, command.id);
  if (!reports) {
    alert("unreadable", reports.error().text());
    return listener_.on_send_failed(command.id, command.action, SendFailure::in_doubt, received);
  }
  for (const OrderReport& report : reports.value()) tell(report, received, network_.now_mono());
}

/// Every refusal is a report with its reason; what is not known stays so.
void BinanceSession::command_failed(const OrderCommand& command, const VenueError& error, const std::string& text,
                                    UtcTime received) {
  if (error.kind == ErrorClass::unknown)
    return listener_.on_send_failed(command.id, command.action, SendFailure::in_doubt, received);
  OrderReport refusal;
  refusal.id = command.id;
  refusal.kind = ReportKind::rejected;
  refusal.of = command.action;
  refusal.market = command.market;
  refusal.at_venue = received + calls_.offset();
  refusal.reason = error.reason;
  if (error.kind == ErrorClass::clock) {
    refusal.reason = RejectReason::later;
    clock_refused();
  }
  if (error.kind == ErrorClass::config)
    alert("order_refused", fmt::format("{}: {}", settings_.universe->name(settings_.account), text));
  // The order that has the id is not the one that this refusal is about: it may be live.
  if (error.reason == RejectReason::duplicate_id) live_[command.id] = command.market;
  if (error.reason == RejectReason::no_market) check_instruments(false);
  tell(refusal, received, network_.now_mono());
}

void BinanceSession::cancel_all(MarketId id) {
  const Market& market = (*settings_.universe)[id];
  calls_.call(
      product_.cancel_all, {{"symbol", market.native}}, [](const CallAnswer&) {}, net::Priority::cancel);
}

void BinanceSession::query_order(const ClientOrderId& id, MarketId market) {
  const Market& of = (*settings_.universe)[market];
  calls_.call(
      product_.order, {{"symbol", of.native}, {"origClientOrderId", std::string(id.view())}},
      [this, id](const CallAnswer& answer) {
        if (!answer.ok && answer.error.kind == ErrorClass::refused &&
            answer.error.reason == RejectReason::unknown_order) {
          // At a stop nothing is on its way any more.
          if (stopping_) live_.erase(id);
          return listener_.on_order_missing(id, answer.received);
        }
        if (!answer.ok) return listener_.on_query_failed(id, answer.received);
        auto listed = reports_.order(answer.body);
        if (!listed || !listed.value().known_market) {
          if (!listed) alert("unreadable", listed.error().text());
          return listener_.on_query_failed(id, answer.received);
        }
        OrderRecord& record = listed.value().record;
        record.terms.id = id;
        if (!record.open) live_.erase(id);
        listener_.on_order_found(record, answer.received);
      },
      net::Priority::trade);
}

void BinanceSession::fetch_fills(MarketId market, UtcTime since) {
  page_trades(
      market, since, std::nullopt,
      [this](std::vector<OrderReport>&& fills) {
        for (const OrderReport& fill : fills) tell(fill, network_.now_utc(), network_.now_mono());
      },
      [this](const std::string& error) {
        if (!error.empty()) alert("fills", "fills could not be fetched: " + error);
      });
}

}  // namespace basis::binance
