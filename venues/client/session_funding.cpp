#include <fmt/format.h>

#include <algorithm>

#include "venues/client/venue_session.hpp"

// Venues with a funding account beside trading: deposits arrive there, and withdrawals may leave from there.

namespace basis::client {
namespace {

constexpr Nanos kLookAgain = kSecond * 2;

/// Our id of the movement that brings a withdrawal's money to funding.
std::string funding_id(const std::string& id) { return id + "f"; }

}  // namespace

/// What has to be known first, then the money, then the withdrawal itself.
void VenueSession::fund_withdrawal(const std::string& id) {
  const auto terms = dialect_->terms(money_.at(id).order);
  if (!terms) return bring_to_funding(id);
  calls_.call(
      *terms,
      [this, id](const CallAnswer& answer) {
        Money& money = money_.at(id);
        if (!answer.ok && answer.error.kind != ErrorClass::refused && answer.error.kind != ErrorClass::config) {
          money.poll = network_.after(kLookAgain, [this, id] { fund_withdrawal(id); });
          return;
        }
        const Result<void> read = answer.ok ? dialect_->read_terms(money.order, answer.body)
                                            : Result<void>(Error(ErrorKind::data, answer.text));
        if (read) return bring_to_funding(id);
        alert("movement", fmt::format("{}: cannot be withdrawn: {}", id, read.error().text()));
        tell_money(money, TransferState::failed);
      },
      net::Priority::trade);
}

/// Asks what became of the movement under its own id, and sends it only while the venue knows none: it takes an id
/// once, so that neither a lost answer nor a restart moves money twice.
void VenueSession::bring_to_funding(const std::string& id) {
  calls_.call(dialect_->fund_state(funding_id(id)), [this, id](const CallAnswer& answer) {
    Money& money = money_.at(id);
    std::optional<TransferState> state;
    if (answer.ok) {
      const auto read = dialect_->read_fund_state(answer.body);
      if (read) state = read.value();
    }
    if (state == TransferState::done) {
      money.funded = true;
      return ask_to_move(money);
    }
    if (state == TransferState::failed || state == TransferState::cancelled) {
      alert("movement", id + ": its money could not be brought to the funding account");
      return tell_money(money, TransferState::failed);
    }
    const auto again = [this, id] {
      money_.at(id).poll = network_.after(kLookAgain, [this, id] { bring_to_funding(id); });
    };
    if (!answer.ok || state) return again();
    calls_.call(
        dialect_->fund({money.order.asset, money.order.amount}, FundWay::into_funding, funding_id(id)),
        [this, id, again](const CallAnswer& sent) {
          const bool certain =
              !sent.ok && sent.error.kind == ErrorClass::refused && sent.error.reason != RejectReason::duplicate_id;
          if (!certain) return again();
          alert("movement", fmt::format("{}: the venue refused to bring it to the funding account: {}", id, sent.text));
          tell_money(money_.at(id), TransferState::failed);
        },
        net::Priority::trade);
  });
}

/// Whether money for a withdrawal may be in funding: until the venue has taken the withdrawal.
bool VenueSession::withdrawing() const {
  if (!dialect_->withdraws_from_funding()) return false;
  return std::any_of(money_.begin(), money_.end(), [](const auto& entry) {
    const Money& money = entry.second;
    const bool ended = money.told == TransferState::done || money.told == TransferState::failed ||
                       money.told == TransferState::cancelled;
    return money.order.kind == MoneyOrder::Kind::withdrawal && !ended && !money.taken;
  });
}

/// What has arrived in funding belongs into trading. Not while a withdrawal's money is on its way through; the first
/// look comes late enough for a node that goes on with one that an earlier start has begun.
void VenueSession::watch_funding() {
  funding_timer_ = network_.after(kFundingEvery, [this] {
    if (synced_ && !stopping_ && !withdrawing() && !collecting_)
      calls_.call(*dialect_->funds(), [this](const CallAnswer& answer) {
        if (!running_ || refused_ || !answer.ok) return;
        const auto funds = dialect_->read_funds(answer.body);
        if (!funds) return alert("unreadable", funds.error().text());
        sweep(funds.value());
      });
    watch_funding();
  });
}

/// A sweep that is sent twice finds nothing the second time.
void VenueSession::sweep(const std::vector<Funds>& funds) {
  if (withdrawing()) return;
  for (const Funds& one : funds) {
    if (one.amount.sign() <= 0) continue;
    calls_.call(dialect_->fund(one, FundWay::into_trading, new_sweep()), [this, one](const CallAnswer& answer) {
      if (!running_) return;
      if (answer.ok) return refresh_account();
      if (answer.error.kind == ErrorClass::refused || answer.error.kind == ErrorClass::config) tell_kept(one, answer);
    });
  }
}

/// So little that the venue does not move it is met by every look, and told once.
void VenueSession::tell_kept(const Funds& funds, const CallAnswer& answer) {
  std::string text = fmt::format("{} {} stay in the funding account: {}", funds.amount.to_string(),
                                 settings_.universe->name(funds.asset), answer.text);
  if (std::exchange(kept_in_funding_[funds.asset], text) != text) alert("funding", std::move(text));
}

/// Of a sweep: no other movement has it.
std::string VenueSession::new_sweep() {
  return fmt::format("sweep{}x{}", calls_.venue_now().nanos() / 1'000'000, ++sweeps_);
}

void VenueSession::collect(std::function<void()> done) {
  const auto funds = dialect_->funds();
  if (!funds) return done();
  if (!synced_ || withdrawing() || collecting_) return collect_later(std::move(done));
  calls_.call(
      *funds,
      [this, done = std::move(done)](const CallAnswer& answer) {
        if (!running_ || refused_) return;
        auto read =
            answer.ok ? dialect_->read_funds(answer.body) : Result<std::vector<Funds>>(Error(ErrorKind::data, ""));
        if (!read || withdrawing() || collecting_) return collect_later(done);
        collecting_ = true;
        const auto left = std::make_shared<std::deque<Funds>>(read.value().begin(), read.value().end());
        std::erase_if(*left, [](const Funds& one) { return one.amount.sign() <= 0; });
        collect(left, done);
      },
      net::Priority::trade);
}

void VenueSession::collect_later(std::function<void()> done) {
  const std::uint64_t id = ++last_deferred_;
  retries_.emplace(id, network_.after(kLookAgain, [this, id, done = std::move(done)] {
    const auto timer = retries_.extract(id);
    if (running_ && !refused_) collect(done);
  }));
}

/// One asset after the other; what became of each is asked for, since an answer may be lost.
void VenueSession::collect(const std::shared_ptr<std::deque<Funds>>& funds, std::function<void()> done) {
  if (funds->empty()) {
    collecting_ = false;
    refresh_account();
    return done();
  }
  const Funds one = funds->front();
  funds->pop_front();
  const std::string id = new_sweep();
  calls_.call(
      dialect_->fund(one, FundWay::into_trading, id),
      [this, id, one, funds, done = std::move(done)](const CallAnswer& answer) {
        if (!running_) return;
        const bool refused =
            !answer.ok && (answer.error.kind == ErrorClass::refused || answer.error.kind == ErrorClass::config);
        if (refused) tell_kept(one, answer);
        const auto next = [this, funds, done] { collect(funds, done); };
        refused ? next() : await_sweep(id, next);
      },
      net::Priority::trade);
}

void VenueSession::await_sweep(const std::string& id, std::function<void()> done) {
  calls_.call(
      dialect_->fund_state(id),
      [this, id, done = std::move(done)](const CallAnswer& answer) {
        if (!running_) return;
        std::optional<TransferState> state;
        bool known = false;
        if (answer.ok) {
          const auto read = dialect_->read_fund_state(answer.body);
          known = read.has_value();
          if (read) state = read.value();
        }
        // The venue has none: it was never asked for, or was not taken. What is there is seen by the next look.
        const bool over = known && state != TransferState::in_transit && state != TransferState::needs_data;
        if (over) return done();
        const std::uint64_t timer_id = ++last_deferred_;
        retries_.emplace(timer_id, network_.after(Nanos{200'000'000}, [this, timer_id, id, done] {
          const auto timer = retries_.extract(timer_id);
          if (running_) await_sweep(id, done);
        }));
      },
      net::Priority::trade);
}

}  // namespace basis::client
