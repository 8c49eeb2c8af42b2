#include <fmt/format.h>

#include <algorithm>

#include "venues/binance/session.hpp"

namespace basis::binance {
namespace {

constexpr Nanos kPollEvery = kSecond * 2;
constexpr int kMissesToTell = 30;

struct WithdrawalWord {
  std::int64_t status;
  TransferState state;
};
/// 0: a mail waits for a person, 1: cancelled, 2: approval, 3: rejected, 4: processing, 5: failed, 6: done.
constexpr WithdrawalWord kWithdrawalWords[] = {{0, TransferState::needs_data}, {1, TransferState::cancelled},
                                               {2, TransferState::in_transit}, {3, TransferState::failed},
                                               {4, TransferState::in_transit}, {5, TransferState::failed},
                                               {6, TransferState::done}};

constexpr bool is_final(TransferState state) {
  return state == TransferState::done || state == TransferState::failed || state == TransferState::cancelled;
}

std::string text_millis(UtcTime time) { return std::to_string(time.nanos() / 1'000'000); }

}  // namespace

/// Sent once: an id that was moved before is only asked about.
void BinanceSession::move(const MoneyOrder& order) {
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
void BinanceSession::look_first(const std::string& id) {
  ask_about_money(id, [this, id](bool answered) {
    Money& money = money_.at(id);
    if (answered) return money.announced ? poll_money(id) : ask_to_move(money);
    money.poll = network_.after(kPollEvery, [this, id] { look_first(id); });
  });
}

void BinanceSession::ask_to_move(Money& money) {
  const MoneyOrder& order = money.order;
  const std::string& asset = settings_.universe->name(order.asset);
  const bool transfer = order.kind == MoneyOrder::Kind::transfer;
  Call call;
  call.endpoint = transfer ? kTransfer : kWithdraw;
  call.money = true;
  call.priority = net::Priority::trade;
  if (transfer)
    call.parameters = {
        {"type", std::string(product_.transfer_out)}, {"asset", asset}, {"amount", order.amount.to_string()}};
  else
    call.parameters = {{"coin", asset},
                       {"withdrawOrderId", order.id},
                       {"network", order.network},
                       {"address", order.address},
                       {"amount", order.amount.to_string()}};
  call.done = [this, id = order.id](const CallAnswer& answer) { money_answered(id, answer); };
  tell_money(money, TransferState::in_transit);
  calls_.call(std::move(call));
}

void BinanceSession::money_answered(const std::string& id, const CallAnswer& answer) {
  Money& money = money_.at(id);
  const bool certain = !answer.ok && (answer.error.kind != ErrorClass::unknown || !answer.left);
  if (certain) {
    alert("movement", fmt::format("{}: the venue refused it: {}", id, answer.text));
    return tell_money(money, TransferState::failed);
  }
  if (answer.ok && money.order.kind == MoneyOrder::Kind::transfer)
    static_cast<void>(reader_.object("a transfer", answer.body, [&](wire::JsonObject root) {
      money.venue_id = root.find_integer("tranId").value_or(0);
    }));
  poll_money(id);
}

/// Asks until the state is final, and says when it takes long.
void BinanceSession::poll_money(const std::string& id) {
  Money& money = money_.at(id);
  if (is_final(money.told)) return;
  money.poll = network_.after(kPollEvery * std::min(1 + money.polls / 10, 30), [this, id] {
    Money& asked = money_.at(id);
    if (++asked.polls == kMissesToTell)
      alert("movement", fmt::format("{}: is still under way after {} questions", id, asked.polls));
    ask_about_money(id, [this, id](bool) { poll_money(id); });
  });
}

void BinanceSession::ask_about_money(const std::string& id, std::function<void(bool answered)> then) {
  const Money& asked = money_.at(id);
  const bool transfer = asked.order.kind == MoneyOrder::Kind::transfer;
  Call call;
  call.endpoint = transfer ? kTransfers : kWithdrawals;
  call.money = true;
  if (transfer)
    call.parameters = {{"type", std::string(product_.transfer_out)},
                       {"startTime", text_millis(asked.began - kSecond * 5)},
                       {"size", "100"}};
  else
    call.parameters = {{"withdrawOrderId", id}};
  call.done = [this, id, transfer, then = std::move(then)](const CallAnswer& answer) {
    if (answer.ok) transfer ? take_transfers(id, answer.body) : take_withdrawals(id, answer.body);
    then(answer.ok);
  };
  calls_.call(std::move(call));
}

/// A transfer has no id of ours at the venue. One whose answer was lost is found by asset, amount and time; an id that
/// belongs to another of our transfers is not taken for it.
void BinanceSession::take_transfers(const std::string& id, std::string_view body) {
  Money& money = money_.at(id);
  const auto taken = [&](std::int64_t venue_id) {
    return std::any_of(money_.begin(), money_.end(),
                       [&](const auto& other) { return other.first != id && other.second.venue_id == venue_id; });
  };
  std::optional<TransferState> state;
  const auto read = reader_.object("the transfers", body, [&](wire::JsonObject root) {
    if (!root.has("rows")) return;
    root.for_each("rows", [&](wire::JsonObject row) {
      const std::int64_t venue_id = row.integer("tranId");
      const std::string asset(row.text("asset"));
      const Amount amount = row.number<Amount>("amount");
      const std::string_view status = row.text("status");
      if (money.venue_id == 0 && amount == money.order.amount && asset == settings_.universe->name(money.order.asset) &&
          !taken(venue_id))
        money.venue_id = venue_id;
      if (venue_id != money.venue_id) return;
      state = status == "CONFIRMED" ? TransferState::done
              : status == "FAILED"  ? TransferState::failed
                                    : TransferState::in_transit;
    });
  });
  if (!read) return alert("unreadable", read.error().text());
  if (state) tell_money(money, *state);
}

void BinanceSession::take_withdrawals(const std::string& id, std::string_view body) {
  Money& money = money_.at(id);
  std::optional<TransferState> state;
  Amount fee;
  const auto read = reader_.array("the withdrawals", body, [&](wire::JsonObject row) {
    if (row.find_text("withdrawOrderId").value_or("") != id) return;
    const std::int64_t status = row.integer("status");
    for (const WithdrawalWord& word : kWithdrawalWords)
      if (word.status == status) state = word.state;
    if (const auto paid = row.find_number<Amount>("transactionFee")) fee = *paid;
  });
  if (!read) return alert("unreadable", read.error().text());
  if (state) tell_money(money, *state, fee);
}

/// The leaving of this account, and at the end the arrival in the other one, each once a state.
void BinanceSession::tell_money(Money& money, TransferState state, Amount fee) {
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

/// Spot has no dead-man's switch. The venue's count begins anew with each request, so it is sent three times a span.
void BinanceSession::arm_dead_man(MarketId market, Nanos time) {
  if (product_.dead_man.path.empty()) return;
  dead_men_[market].time = time;
  refresh_dead_man(market);
}

void BinanceSession::refresh_dead_man(MarketId id) {
  if (product_.dead_man.path.empty()) return;
  Switch& armed = dead_men_[id];
  const Market& market = (*settings_.universe)[id];
  calls_.call(
      product_.dead_man, {{"symbol", market.native}, {"countdownTime", std::to_string(armed.time.count / 1'000'000)}},
      [this, key = market.key](const CallAnswer& answer) {
        if (!answer.ok) alert("dead_man", fmt::format("{}: the dead-man's switch was not set: {}", key, answer.text));
      },
      net::Priority::trade);
  armed.refresh.reset();
  if (armed.time.count > 0)
    armed.refresh = network_.after(Nanos{armed.time.count / 3}, [this, id] { refresh_dead_man(id); });
}

}  // namespace basis::binance
