#include "tools/wallet/wallet_desk.hpp"

#include <fmt/format.h>

#include "actors/journal/lane_journal.hpp"
#include "venues/chain/json_fields.hpp"
#include "venues/chain_account.hpp"
#include "venues/chain_reverts.hpp"

namespace basis {
namespace {

constexpr Nanos kAnswer = kSecond * 60;  ///< of a question, with its repetitions
constexpr Nanos kStep{50'000'000};       ///< between looks at what has come

}  // namespace

WalletDesk::WalletDesk(Parts parts) : parts_(std::move(parts)) {
  chain::RpcSettings settings;
  settings.endpoint = parts_.access->rpc;
  settings.seed = static_cast<std::uint64_t>(parts_.network->now_utc().nanos());
  rpc_ = std::make_unique<chain::Rpc>(*parts_.network, settings);
  chain::HeadSettings heads;
  heads.poll = parts_.poll;
  heads_ = std::make_unique<chain::Heads>(*parts_.network, *rpc_, heads, static_cast<chain::HeadListener&>(*this));
}

WalletDesk::~WalletDesk() = default;

template <class Done>
bool WalletDesk::run_until(Done done, Nanos limit) {
  const MonoTime end = parts_.network->now_mono() + limit;
  while (!done() && parts_.network->now_mono() < end && !parts_.interrupted()) parts_.run(kStep);
  return done();
}

Result<std::unique_ptr<WalletDesk>> WalletDesk::open(Parts parts) {
  std::unique_ptr<WalletDesk> desk(new WalletDesk(std::move(parts)));
  BASIS_TRY(desk->check_chain());
  desk->heads_->start();
  if (!desk->run_until([&desk] { return desk->heads_->tip() != nullptr; }, kAnswer))
    return Error(ErrorKind::data, "the RPC does not tell its last block");
  return desk;
}

Result<void> WalletDesk::check_chain() {
  BASIS_TRY(const auto told, ask({{"eth_chainId"}, {"eth_getBlockByNumber", R"(["0x0",false])"}}));
  BASIS_TRY(const std::uint64_t id, chain::quantity64_of(told[0]));
  if (id != access().chain_id)
    return Error(ErrorKind::usage,
                 fmt::format("ALCHEMY__CHAIN_ID is {}, and the RPC is on chain {}", access().chain_id, id));
  const auto* const block = told[1].if_object();
  if (block == nullptr) return Error(ErrorKind::data, "the RPC does not tell its first block");
  BASIS_TRY(genesis_, chain::hash_of(*block, "hash"));
  return ok();
}

Result<std::vector<boost::json::value>> WalletDesk::ask(std::vector<chain::RpcCall> calls) {
  std::optional<std::vector<chain::RpcAnswer>> heard;
  std::vector<std::string> methods;
  methods.reserve(calls.size());
  for (const chain::RpcCall& call : calls) methods.push_back(call.method);
  rpc_->batch(std::move(calls), [&heard](const std::vector<chain::RpcAnswer>& answers) { heard = answers; });
  if (!run_until([&heard] { return heard.has_value(); }, kAnswer)) {
    // Its answer must not find this call gone.
    while (!heard) parts_.run(kStep);
  }
  std::vector<boost::json::value> results;
  for (std::size_t i = 0; i < heard->size(); ++i) {
    const chain::RpcAnswer& answer = heard->at(i);
    if (answer.result() == nullptr) {
      const bool key = answer.fault().kind == chain::RpcFaultKind::access;
      return Error(ErrorKind::data, fmt::format("the RPC does not answer {}: {}{}", methods[i], answer.fault().text,
                                                key ? " (the key in ALCHEMY__RPC_URL is not accepted)" : ""));
    }
    results.push_back(*answer.result());
  }
  return results;
}

Result<std::vector<chain::SimulatedCall>> WalletDesk::simulate(const std::vector<chain::ContractCall>& calls) {
  std::optional<Result<std::vector<chain::SimulatedCall>>> heard;
  chain::simulate(*rpc_, access().wallet, calls, [&heard](const auto& answer) { heard.emplace(answer); });
  while (!heard) parts_.run(kStep);
  return *heard;
}

Result<chain::TracedCall> WalletDesk::trace(const chain::ContractCall& call) {
  std::optional<Result<chain::TracedCall>> heard;
  chain::trace(*rpc_, access().wallet, call, [&heard](const auto& answer) { heard.emplace(answer); });
  while (!heard) parts_.run(kStep);
  return *heard;
}

Result<std::optional<chain::Address>> WalletDesk::account() {
  using Found = std::optional<chain::Address>;
  if (!has_accounts(access().book)) return Found();
  std::optional<Result<Found>> heard;
  BASIS_TRY(
      find_account(*rpc_, access().book, access().wallet, [&heard](const auto& answer) { heard.emplace(answer); }));
  while (!heard) parts_.run(kStep);
  return *heard;
}

Result<void> WalletDesk::take_lane(const std::filesystem::path& file, const std::filesystem::path& locks) {
  require(access().key.has_value(), "a lane without a key");
  BASIS_TRY(auto lock, AccountLock::take_wallet(locks, access().wallet.to_string(), access().chain_id));
  lock_.emplace(std::move(lock));
  BASIS_TRY(journal_, LaneJournal::open(file, {access().chain_id, genesis_, access().wallet}));
  chain::LaneSettings settings = parts_.lane;
  settings.chain_id = access().chain_id;
  lane_ = std::make_unique<chain::TransactionLane>(*rpc_, *heads_, *journal_, *access().key, contract_reverts(),
                                                   settings, static_cast<chain::LaneListener&>(*this));
  return lane_->recover();
}

Result<std::vector<chain::LaneEntry>> WalletDesk::look_at_lane(const std::filesystem::path& file) const {
  std::error_code code;
  if (!std::filesystem::exists(file, code)) return std::vector<chain::LaneEntry>();
  BASIS_TRY(const auto journal, LaneJournal::open(file, {access().chain_id, genesis_, access().wallet}));
  return journal->pending();
}

Result<std::optional<chain::LaneOutcome>> WalletDesk::send(const std::string& id, const chain::ContractCall& call) {
  if (!lane_) return Error(ErrorKind::usage, "the wallet is only read");
  // Who hears of it may be gone by then.
  const auto heard = std::make_shared<std::optional<chain::LaneOutcome>>();
  lane_->submit({id, call.to, call.value, call.data, call.text},
                [heard](const chain::LaneOutcome& outcome) { *heard = outcome; });
  run_until([&heard] { return heard->has_value(); }, parts_.wait);
  return *heard;
}

Result<std::optional<chain::ContractCall>> WalletDesk::kept(const std::string& id) const {
  if (!journal_) return Error(ErrorKind::usage, "the wallet is only read");
  BASIS_TRY(const auto entry, journal_->find(id));
  if (!entry) return std::optional<chain::ContractCall>();
  const chain::LaneRequest& request = entry->request;
  return std::optional(chain::ContractCall{request.to, request.value, request.data, request.purpose});
}

Result<std::size_t> WalletDesk::settle(bool cancel) {
  if (!lane_) return Error(ErrorKind::usage, "the wallet is only read");
  if (cancel)
    for (const chain::LaneView& view : lane_->open()) lane_->cancel(view.request.id);
  lane_->on_head(*heads_->tip());
  run_until([this] { return lane_->open().empty(); }, parts_.wait);
  return lane_->open().size();
}

std::vector<chain::LaneView> WalletDesk::open_transactions() const {
  return lane_ ? lane_->open() : std::vector<chain::LaneView>();
}

void WalletDesk::on_head(const chain::Head& head) {
  if (lane_) lane_->on_head(head);
}

void WalletDesk::on_reorg(std::uint64_t number, std::uint64_t depth) {
  parts_.tell(fmt::format("{} blocks from {} on were replaced", depth, number));
}

}  // namespace basis
