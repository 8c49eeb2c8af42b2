#include "venues/etherfi/reader.hpp"

#include <fmt/format.h>

#include "venues/chain/make_call.hpp"
#include "venues/chain/read_values.hpp"
#include "venues/etherfi/calls.hpp"
#include "venues/etherfi/contracts.hpp"

namespace basis::etherfi {
namespace {

using chain::contract_read;
using chain::ReadAnswer;

constexpr std::size_t kStateReads = 5;
constexpr std::size_t kRequestReads = 4;
/// EtherFiRedemptionManager.sol, BUCKET_UNIT_SCALE: the bucket counts in 1e12 wei.
const u256 kBucketUnit = 1'000'000'000'000U;
const u256 kOne("1000000000000000000");

Wei bucket_amount(const chain::AbiValue& units) { return Wei(u256(units.uint() * kBucketUnit)); }

Result<ExitRequest> read_request(const u256& id, std::span<const ReadAnswer> answers) {
  ExitRequest request;
  request.id = id;
  const std::string what = fmt::format("etherfi request {}", id.str());
  BASIS_TRY(request.amount, chain::amount128(answers[0][0][0], what));
  request.valid = answers[0][0][2].boolean();
  request.finalized = answers[1][0].boolean();
  if (answers[2].values) request.owner = answers[2][0].address();
  if (answers[3].values) {
    BASIS_TRY(request.claimable, chain::amount128(answers[3][0], what));
  }
  return request;
}

}  // namespace

Result<std::vector<chain::ContractRead>> state_reads(const chain::ContractBook& book) {
  BASIS_TRY(const chain::Address pool, book.contract("etherfi", "liquidity_pool"));
  BASIS_TRY(const chain::Address manager, book.contract("etherfi", "redemption_manager"));
  BASIS_TRY(const chain::Token token, chain::erc20_token(book, "weETH"));
  return std::vector<chain::ContractRead>{
      contract_read(token.address, weeth().rate),
      contract_read(pool, liquidity_pool().is_paused),
      contract_read(manager, redemption_manager().is_paused),
      contract_read(manager, redemption_manager().redeemable, ether_address()),
      contract_read(manager, redemption_manager().info, ether_address()),
  };
}

Result<State> read_state(std::span<const ReadAnswer> answers) {
  require(answers.size() == kStateReads, "there is an answer to each read of EtherFi");
  State state;
  BASIS_TRY(state.rate, chain::amount128(answers[0][0], "etherfi rate"));
  state.pool_paused = answers[1][0].boolean();
  state.redemption_paused = answers[2][0].boolean();
  BASIS_TRY(state.redeemable, chain::amount128(answers[3][0], "etherfi redeemable"));
  const ReadAnswer& info = answers[4];
  state.bucket_capacity = bucket_amount(info[0][0]);
  state.bucket_left = bucket_amount(info[0][1]);
  state.bucket_rate = bucket_amount(info[0][3]);
  state.exit_fee = info[2].uint64();
  state.low_watermark = info[3].uint64();
  return state;
}

Result<std::vector<chain::ContractRead>> request_reads(const chain::ContractBook& book, const std::vector<u256>& ids) {
  BASIS_TRY(const chain::Address requests, book.contract("etherfi", "withdraw_request_nft"));
  std::vector<chain::ContractRead> reads;
  for (const u256& id : ids) {
    reads.push_back(contract_read(requests, withdraw_requests().request, id));
    reads.push_back(contract_read(requests, withdraw_requests().is_finalized, id));
    reads.push_back(contract_read(requests, withdraw_requests().owner_of, id));
    reads.back().may_fail = true;
    reads.push_back(contract_read(requests, withdraw_requests().claimable, id));
    reads.back().may_fail = true;
  }
  return reads;
}

Result<std::vector<ExitRequest>> read_requests(const std::vector<u256>& ids, std::span<const ReadAnswer> answers) {
  require(answers.size() == ids.size() * kRequestReads, "there is an answer to each read of EtherFi's requests");
  std::vector<ExitRequest> requests;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    BASIS_TRY(ExitRequest request, read_request(ids[i], answers.subspan(i * kRequestReads, kRequestReads)));
    requests.push_back(std::move(request));
  }
  return requests;
}

std::optional<std::string> stake_refusal(const State& state) {
  if (state.pool_paused) return "etherfi: the pool is paused";
  return std::nullopt;
}

std::optional<std::string> redeem_refusal(const State& state, const Wei& amount) {
  if (state.redemption_paused) return "etherfi: redemption is paused";
  if ((amount.value() >> 128) != 0) return fmt::format("etherfi: {} is out of range", amount.to_string());
  const chain::Token eeth{"eETH", chain::Address(), 18};
  const Wei asked(u256(amount.value() * state.rate.value() / kOne));
  if (state.redeemable < asked)
    return fmt::format("etherfi: {} to redeem, {} can be now", chain::amount_text(eeth, asked),
                       chain::amount_text(eeth, state.redeemable));
  return std::nullopt;
}

}  // namespace basis::etherfi
