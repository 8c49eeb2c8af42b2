#include "tests/real/chain_protocols/wallet.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "venues/chain_reverts.hpp"

namespace basis::test {
namespace {

constexpr std::uint64_t kWalletChain = 1;

}  // namespace

LocalWallet::LocalWallet(const std::string& url, const std::filesystem::path& addresses,
                         const std::filesystem::path& configs)
    : LocalNode(url, addresses, configs) {
  const Secret secret(std::string(account_of("wallet").at("private_key").as_string()));
  key_ = std::make_unique<chain::PrivateKey>(must(chain::PrivateKey::parse(secret), "key"));
  chain::HeadSettings heads;
  heads.poll = Nanos{20'000'000};
  heads_ = std::make_unique<chain::Heads>(*network_, *rpc_, heads, *this);
  chain::LaneSettings lane;
  lane.chain_id = kWalletChain;
  lane.confirmations = 1;
  lane_ = std::make_unique<chain::TransactionLane>(*rpc_, *heads_, store_, *key_, contract_reverts(), lane, *this);
  heads_->start();
  wait([&] { return heads_->tip() != nullptr; }, "the first block");
}

LocalWallet::~LocalWallet() = default;

chain::LaneOutcome LocalWallet::submit(const Result<chain::ContractCall>& made) {
  const chain::ContractCall call = must(Result<chain::ContractCall>(made), "a call");
  std::optional<chain::LaneOutcome> outcome;
  lane_->submit({fmt::format("{}", ++sent_), call.to, call.value, call.data, call.text},
                [&](const chain::LaneOutcome& ended) { outcome = ended; });
  wait([&] { return outcome.has_value(); }, call.text);
  return *outcome;
}

chain::Receipt LocalWallet::perform(const Result<chain::ContractCall>& call) {
  const chain::LaneOutcome outcome = submit(call);
  if (!outcome.done) throw std::runtime_error(call.value().text + ": " + outcome.reason);
  gas_.emplace_back(call.value().text, outcome.receipt->gas_used);
  return *outcome.receipt;
}

std::string LocalWallet::refused(const Result<chain::ContractCall>& call) {
  const chain::LaneOutcome outcome = submit(call);
  if (outcome.done) throw std::runtime_error(call.value().text + ": it was done");
  return outcome.reason;
}

std::optional<chain::Address> LocalWallet::account() {
  using Found = std::optional<chain::Address>;
  std::optional<Result<Found>> heard;
  const auto asked =
      find_account(*rpc_, book_, address(), [&](const Result<Found>& account) { heard.emplace(account); });
  if (!asked) throw std::runtime_error(asked.error().text());
  wait([&] { return heard.has_value(); }, "the account");
  return must(*heard, "account");
}

void LocalWallet::on_head(const chain::Head& head) {
  if (lane_) lane_->on_head(head);
}
void LocalWallet::on_reorg(std::uint64_t number, std::uint64_t) {
  throw std::runtime_error(fmt::format("the block {} was replaced", number));
}
void LocalWallet::on_text(const std::string& text) { fmt::print("  {}\n", text); }
void LocalWallet::on_lane_text(const std::string& text) { fmt::print("  {}\n", text); }

}  // namespace basis::test
