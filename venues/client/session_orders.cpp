#include <fmt/format.h>

#include <algorithm>

#include "venues/client/venue_session.hpp"

namespace basis::client {
namespace {

constexpr Nanos kAnswerTime = kSecond * 10;

}  // namespace

void VenueSession::orders_open(std::uint32_t connection) {
  const std::vector<std::string> frames = dialect_->greet(Line::orders, connection, calls_.venue_now());
  if (frames.empty()) return orders_ready(connection);
  for (const std::string& frame : frames) orders_->send(connection, frame);
}

/// From here on commands go over this connection. One before it is closed when nothing is under way on it any more.
void VenueSession::orders_ready(std::uint32_t connection) {
  logged_.insert(connection);
  orders_up_ = *logged_.rbegin();
  judge_successor();
  judge_state();
}

void VenueSession::judge_successor() {
  if (orders_up_ == 0 || !orders_ || orders_->current() == orders_up_) return;
  const bool busy = std::any_of(sent_.begin(), sent_.end(), [&](const auto& entry) {
    return !entry.second.doubted && entry.second.connection != orders_up_;
  });
  if (!busy) orders_->in_step(orders_up_);
}

void VenueSession::orders_closed(std::uint32_t connection, const std::string& reason) {
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

void VenueSession::in_doubt(Sent& sent, UtcTime received) {
  sent.limit.reset();
  if (!std::exchange(sent.doubted, true))
    listener_.on_send_failed(sent.command.id, sent.command.action, SendFailure::in_doubt, received);
}

void VenueSession::send(const OrderCommand& command, std::string_view bytes, UtcTime deadline) {
  const bool creates = command.action == OrderAction::create;
  const auto not_sent = [this, id = command.id, action = command.action] {
    listener_.on_send_failed(id, action, SendFailure::not_sent, network_.now_utc());
  };
  const bool late = calls_.venue_now() > deadline;
  const auto priority = creates ? net::Priority::trade : net::Priority::cancel;
  const bool limited = calls_.budget().may(dialect_->cost_of(command), priority, calls_.venue_now()).has_value();
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

void VenueSession::send_frame(const OrderCommand& command, std::string_view bytes) {
  if (auto request = dialect_->request_of(command, bytes)) {
    const auto priority = command.action == OrderAction::create ? net::Priority::trade : net::Priority::cancel;
    return calls_.call(
        std::move(*request), [this, command](const CallAnswer& answer) { request_answered(command, answer); },
        priority);
  }
  std::string id = dialect_->message_id(command, bytes);
  const std::optional<std::string_view> frame = dialect_->frame(command, bytes, frame_);
  if (!frame || !orders_->send(orders_up_, *frame)) {
    if (command.action == OrderAction::create) live_.erase(command.id);
    return defer([this, of = command.id, action = command.action] {
      listener_.on_send_failed(of, action, SendFailure::not_sent, network_.now_utc());
    });
  }
  calls_.budget().sent(dialect_->cost_of(command), calls_.venue_now());
  Sent sent;
  sent.command = command;
  sent.connection = orders_up_;
  sent.limit = network_.after(kAnswerTime, [this, id] {
    const auto found = sent_.find(id);
    if (found == sent_.end()) return;
    calls_.budget().unanswered(dialect_->cost_of(found->second.command), calls_.venue_now());
    in_doubt(found->second, network_.now_utc());
    judge_successor();
  });
  sent_.insert_or_assign(std::move(id), std::move(sent));
}

void VenueSession::send_request(const OrderCommand& command, std::string_view bytes) {
  calls_.call_encoded(bytes, dialect_->cost_of(command),
                      [this, command](const CallAnswer& answer) { request_answered(command, answer); });
}

void VenueSession::request_answered(const OrderCommand& command, const CallAnswer& answer) {
  if (answer.ok) return command_done(command, answer.body, answer.received);
  if (!answer.left) {
    if (command.action == OrderAction::create) live_.erase(command.id);
    return listener_.on_send_failed(command.id, command.action, SendFailure::not_sent, answer.received);
  }
  command_failed(command, answer.error, answer.text, answer.received);
}

void VenueSession::orders_text(std::uint32_t connection, std::string_view text, UtcTime received, MonoTime) {
  const Result<LineText> read = dialect_->read(Line::orders, connection, text, calls_.venue_now());
  // Whatever it answers is in doubt until its time is over, and then asked for.
  if (!read) return alert("unreadable", read.error().text());
  if (read.value().quiet_until) {
    calls_.budget().be_quiet(*read.value().quiet_until);
    banned(*read.value().quiet_until);
  }
  switch (read.value().kind) {
    case LineText::Kind::answer: return command_answered(read.value(), received);
    case LineText::Kind::ready: return orders_ready(connection);
    case LineText::Kind::ending: return orders_->restart_soon();
    case LineText::Kind::more:
      for (const std::string& frame : read.value().frames) orders_->send(connection, frame);
      return;
    case LineText::Kind::refused:
      return greeting_refused("the order socket's logon", read.value(), [this, connection] {
        if (orders_) orders_open(connection);
      });
    case LineText::Kind::ignored:
    case LineText::Kind::event: return;
  }
}

void VenueSession::command_answered(const LineText& read, UtcTime received) {
  const std::string why = fmt::format("{} {}", read.code, read.message);
  const auto found = sent_.find(read.id);
  if (found == sent_.end()) {
    if (!read.ok) alert("order_entry", "an answer to no request of ours: " + why);
    return;
  }
  const auto sent = sent_.extract(found);
  const OrderCommand& command = sent.mapped().command;
  if (!sent.mapped().doubted) calls_.budget().answered(dialect_->cost_of(command), 200, {}, calls_.venue_now());
  read.ok ? command_done(command, read.body(), received) : command_failed(command, read.error, why, received);
  judge_successor();
}

void VenueSession::command_done(const OrderCommand& command, std::string_view json, UtcTime received) {
  const auto reports = dialect_->command_answer(json, command);
  if (!reports) {
    alert("unreadable", reports.error().text());
    return listener_.on_send_failed(command.id, command.action, SendFailure::in_doubt, received);
  }
  for (const OrderReport& report : reports.value()) tell(report, received, network_.now_mono());
}

/// Every refusal is a report with its reason; what is not known stays so.
void VenueSession::command_failed(const OrderCommand& command, const VenueError& error, const std::string& text,
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

void VenueSession::cancel_all(MarketId id) {
  std::vector<ClientOrderId> orders;
  for (const auto& [order, market] : live_)
    if (market == id) orders.push_back(order);
  for (Request& request : dialect_->cancel_all((*settings_.universe)[id], orders))
    calls_.call(
        std::move(request), [](const CallAnswer&) {}, net::Priority::cancel);
}

/// Asks one list after the other, until one has the order.
void VenueSession::look_for_order(const std::shared_ptr<Search>& search) {
  Request place = std::move(search->places.front());
  search->places.pop_front();
  calls_.call(
      place,
      [this, search, place](const CallAnswer& answer) {
        if (!answer.ok && !answer.unknown_order()) return search->failed(answer.text, answer.received);
        std::optional<ListedOrder> found;
        if (answer.ok) {
          auto read = dialect_->read_order(answer.body, place);
          if (!read) {
            alert("unreadable", read.error().text());
            return search->failed(read.error().text(), answer.received);
          }
          found = std::move(read).value();
        }
        if (!found && !search->places.empty()) return look_for_order(search);
        search->done(found, answer.received);
      },
      search->priority);
}

void VenueSession::look_for_order(const Market& market, const OrderName& name, net::Priority priority,
                                  Search::Done done, Search::Failed failed) {
  const auto search = std::make_shared<Search>();
  for (Request& place : dialect_->order(market, name)) search->places.push_back(std::move(place));
  search->priority = priority;
  search->done = std::move(done);
  search->failed = std::move(failed);
  look_for_order(search);
}

void VenueSession::query_order(const ClientOrderId& id, MarketId market) {
  look_for_order((*settings_.universe)[market], {id, {}}, net::Priority::trade,
                 [this, id](const std::optional<ListedOrder>& found, UtcTime received) {
                   if (!found) {
                     // At a stop nothing is on its way any more.
                     if (stopping_) live_.erase(id);
                     return listener_.on_order_missing(id, received);
                   }
                   if (!found->known_market) return listener_.on_query_failed(id, received);
                   OrderRecord record = found->record;
                   record.terms.id = id;
                   if (!record.open) live_.erase(id);
                   listener_.on_order_found(record, received);
                 },
                 [this, id](const std::string&, UtcTime received) { listener_.on_query_failed(id, received); });
}

void VenueSession::fetch_fills(MarketId market, UtcTime since) {
  page_fills((*settings_.universe)[market], since,
             [this](std::vector<OrderReport>&& fills) {
               for (const OrderReport& fill : fills) tell(fill, network_.now_utc(), network_.now_mono());
             },
             [this](const std::string& error) {
               if (!error.empty()) alert("fills", "fills could not be fetched: " + error);
             });
}

}  // namespace basis::client
