#include "venues/client/venue_session.hpp"

// Payments to the exchange from outside: where to, and what became of them.

namespace basis::client {
namespace {

/// Why an account is not asked.
constexpr std::string_view kNotRunning = "the session does not run";

}  // namespace

void VenueSession::deposit_address(AssetId asset, std::function<void(const Result<std::string>&)> done) {
  if (!running_ || refused_)
    return defer([done = std::move(done)] { done(Error(ErrorKind::data, std::string(kNotRunning))); });
  calls_.call(dialect_->deposit_address(asset), [this, asset, done = std::move(done)](const CallAnswer& answer) {
    done(answer.ok ? dialect_->read_deposit_address(asset, answer.body)
                   : Result<std::string>(Error(ErrorKind::data, answer.text)));
  });
}

void VenueSession::find_deposit(AssetId asset, const std::string& transaction,
                                std::function<void(const DepositState&)> done) {
  if (!running_ || refused_)
    return defer([done = std::move(done)] { done({DepositState::Kind::unseen, std::string(kNotRunning)}); });
  const std::string hash = lower_case(transaction);
  calls_.call(dialect_->deposits(asset, hash), [this, hash, done = std::move(done)](const CallAnswer& answer) {
    if (!answer.ok) return done({DepositState::Kind::unseen, answer.text});
    const auto rows = dialect_->read_deposits(answer.body);
    if (!rows) alert("unreadable", rows.error().text());
    done(rows ? deposit_among(rows.value(), hash) : DepositState{DepositState::Kind::unseen, rows.error().text()});
  });
}

}  // namespace basis::client
