#include <fmt/format.h>

#include <algorithm>

#include "venues/client/venue_session.hpp"

namespace basis::client {
namespace {

constexpr Nanos kPollEvery = kSecond * 2;
constexpr int kMissesToTell = 30;
/// What a venue does not take for a reason that passes is asked for so often, after 5 s and then twice as long.
constexpr int kTries = 3;
constexpr Nanos kFirstWait = kSecond * 5;

constexpr bool is_final(TransferState state) {
  return state == TransferState::done || state == TransferState::failed || state == TransferState::cancelled;
}

}  // namespace

/// Sent once: an id that was moved before is only asked about.
void VenueSession::move(const MoneyOrder& order) {
  const auto [place, fresh] = money_.try_emplace(order.id);
  Money& money = place->second;
  if (!fresh) return alert("movement", fmt::format("{}: was asked for before, and is not sent again", order.id));
  money.order = order;
  money.began = calls_.venue_now();
  if (!running_ || refused_ || order.amount.sign() <= 0) {
    return defer([this, id = order.id] { tell_money(money_.at(id), TransferState::failed); });
  }
  const auto& allowed = settings_.withdrawal_addresses;
  if (order.kind == MoneyOrder::Kind::withdrawal &&
      std::find(allowed.begin(), allowed.end(), order.address) == allowed.end()) {
    alert("movement", fmt::format("{}: its address is not one of those that are allowed", order.id));
    return defer([this, id = order.id] { tell_money(money_.at(id), TransferState::failed); });
  }
  if (!order.asked_before) return ask_to_move(money);
  money.began = *order.asked_before;
  look_first(order.id);
}

/// A movement that an earlier start may have asked for is sent only when the venue does not list it.
void VenueSession::look_first(const std::string& id) {
  ask_about_money(id, [this, id](bool answered) {
    Money& money = money_.at(id);
    if (answered) return money.announced ? poll_money(id) : ask_to_move(money);
    money.poll = network_.after(kPollEvery, [this, id] { look_first(id); });
  });
}

void VenueSession::ask_to_move(Money& money) {
  tell_money(money, TransferState::in_transit);
  const bool withdrawal = money.order.kind == MoneyOrder::Kind::withdrawal;
  if (withdrawal && !money.funded && dialect_->withdraws_from_funding()) return fund_withdrawal(money.order.id);
  calls_.call(
      dialect_->move(money.order),
      [this, id = money.order.id](const CallAnswer& answer) { money_answered(id, answer); }, net::Priority::trade);
}

void VenueSession::money_answered(const std::string& id, const CallAnswer& answer) {
  Money& money = money_.at(id);
  const bool certain = !answer.ok && (answer.error.kind != ErrorClass::unknown || !answer.left);
  if (certain && answer.error.kind == ErrorClass::later && ++money.tries < kTries) {
    const Nanos wait = kFirstWait * (std::int64_t{1} << (money.tries - 1));
    alert("movement", fmt::format("{}: the venue cannot take it now, and is asked again in {} s: {}", id,
                                  wait.count / kSecond.count, answer.text));
    money.poll = network_.after(wait, [this, id] { ask_to_move(money_.at(id)); });
    return;
  }
  if (certain) {
    alert("movement", fmt::format("{}: the venue refused it: {}", id, answer.text));
    return tell_money(money, TransferState::failed);
  }
  if (answer.ok) {
    money.taken = true;
    auto read = dialect_->read_move(money.order, answer.body);
    // What it is called at the venue is learned from its list.
    if (read)
      money.venue_id = std::move(read).value();
    else
      alert("unreadable", read.error().text());
  }
  poll_money(id);
}

/// Asks until the state is final, and says when it takes long.
void VenueSession::poll_money(const std::string& id) {
  Money& money = money_.at(id);
  if (is_final(money.told)) return;
  money.poll = network_.after(kPollEvery * std::min(1 + money.polls / 10, 30), [this, id] {
    Money& asked = money_.at(id);
    if (++asked.polls == kMissesToTell)
      alert("movement", fmt::format("{}: is still under way after {} questions", id, asked.polls));
    ask_about_money(id, [this, id](bool) { poll_money(id); });
  });
}

void VenueSession::ask_about_money(const std::string& id, std::function<void(bool answered)> then) {
  const Money& asked = money_.at(id);
  calls_.call(dialect_->movements(asked.order, asked.began - kSecond * 5),
              [this, id, then = std::move(then)](const CallAnswer& answer) {
                if (!answer.ok) return then(false);
                const auto rows = dialect_->read_movements(money_.at(id).order, answer.body);
                if (!rows) alert("unreadable", rows.error().text());
                if (rows) take_movements(id, rows.value());
                then(rows.has_value());
              });
}

/// Where the venue keeps our id, it tells which one it is. Elsewhere one whose answer was lost is found by asset,
/// amount and time; an id that belongs to another of our movements is not taken for it.
void VenueSession::take_movements(const std::string& id, const std::vector<Movement>& rows) {
  Money& money = money_.at(id);
  const auto taken = [&](const std::string& venue_id) {
    return std::any_of(money_.begin(), money_.end(),
                       [&](const auto& other) { return other.first != id && other.second.venue_id == venue_id; });
  };
  const std::string& asset = settings_.universe->name(money.order.asset);
  const Movement* mine = nullptr;
  for (const Movement& row : rows) {
    if (!row.own_id.empty()) {
      if (row.own_id == id) mine = &row;
      continue;
    }
    if (money.venue_id.empty() && row.amount == money.order.amount && row.asset == asset && !taken(row.venue_id))
      money.venue_id = row.venue_id;
    if (row.venue_id == money.venue_id) mine = &row;
  }
  if (mine == nullptr) return;
  money.taken = true;
  tell_money(money, mine->state, mine->fee);
}

/// The leaving of this account, and at the end the arrival in the other one, each once a state.
void VenueSession::tell_money(Money& money, TransferState state, Amount fee) {
  const bool repeats = money.announced && money.told == state;
  if (repeats || (money.announced && is_final(money.told))) return;
  money.announced = true;
  money.told = state;
  AccountReport report;
  report.kind = AccountReportKind::transfer;
  report.state = state;
  report.account = settings_.account;
  report.asset = money.order.asset;
  report.id = VenueKey::parse(money.order.id);
  report.amount = -money.order.amount;
  report.fee = fee;
  report.at_venue = calls_.venue_now();
  tell(report, network_.now_utc(), network_.now_mono());
  if (state == TransferState::done && money.order.to) {
    report.account = *money.order.to;
    report.amount = money.order.amount;
    report.fee = {};
    tell(report, network_.now_utc(), network_.now_mono());
  }
  if (is_final(state) && running_) refresh_account();
}

/// The venue's count begins anew with each request, so it is sent three times a span. Where it counts for the whole
/// account, it goes on while a market needs it.
void VenueSession::arm_dead_man(MarketId market, Nanos time) {
  if (!dialect_->dead_man((*settings_.universe)[market], time)) return;
  dead_men_[market].time = time;
  refresh_dead_man(market);
}

void VenueSession::refresh_dead_man(MarketId id) {
  Switch& armed = dead_men_[id];
  armed.refresh.reset();
  const bool needed =
      std::any_of(dead_men_.begin(), dead_men_.end(), [](const auto& other) { return other.second.time.count > 0; });
  if (traits_.dead_man_of_account && armed.time.count == 0 && needed) return;
  const Market& market = (*settings_.universe)[id];
  const auto request = dialect_->dead_man(market, armed.time);
  if (!request) return;
  calls_.call(
      *request,
      [this, id, key = market.key](const CallAnswer& answer) {
        // It is tried again and again, and told once.
        if (std::exchange(dead_men_[id].failed, !answer.ok) || answer.ok) return;
        alert("dead_man", fmt::format("{}: the dead-man's switch was not set: {}", key, answer.text));
      },
      net::Priority::trade);
  if (armed.time.count > 0)
    armed.refresh = network_.after(Nanos{armed.time.count / 3}, [this, id] { refresh_dead_man(id); });
}

}  // namespace basis::client
