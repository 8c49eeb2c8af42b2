#include "venues/lido/reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "venues/chain/make_call.hpp"
#include "venues/chain/read_values.hpp"
#include "venues/lido/contracts.hpp"

namespace basis::lido {
namespace {

using chain::contract_read;
using chain::ReadAnswer;

constexpr std::size_t kStateReads = 6;

chain::Token ether() { return {"ETH", chain::Address(), 18}; }

Result<ExitRequest> read_request(const u256& id, const chain::AbiValue& status) {
  ExitRequest request;
  request.id = id;
  const std::string what = fmt::format("lido request {}", id.str());
  BASIS_TRY(request.amount, chain::amount128(status[0], what));
  BASIS_TRY(request.shares, chain::amount128(status[1], what));
  request.owner = status[2].address();
  BASIS_TRY(request.asked, chain::time_of(status[3], what));
  request.finalized = status[4].boolean();
  request.claimed = status[5].boolean();
  return request;
}

}  // namespace

Result<std::vector<chain::ContractRead>> state_reads(const chain::ContractBook& book, const chain::Address& account) {
  BASIS_TRY(const chain::Address steth_at, book.contract("lido", "steth"));
  BASIS_TRY(const chain::Address queue, book.contract("lido", "withdrawal_queue"));
  BASIS_TRY(const chain::Token token, chain::erc20_token(book, "wstETH"));
  return std::vector<chain::ContractRead>{
      contract_read(token.address, wsteth().rate),
      contract_read(steth_at, steth().stake_limit),
      contract_read(steth_at, steth().is_staking_paused),
      contract_read(queue, withdrawal_queue().is_paused),
      contract_read(queue, withdrawal_queue().last_checkpoint),
      contract_read(queue, withdrawal_queue().requests_of, account),
  };
}

Result<State> read_state(std::span<const ReadAnswer> answers) {
  require(answers.size() == kStateReads, "there is an answer to each read of Lido");
  State state;
  BASIS_TRY(state.rate, chain::amount128(answers[0][0], "lido rate"));
  // Without a limit it is 2^256 - 1 (Lido.sol, getCurrentStakeLimit).
  state.stake_limit = Wei(answers[1][0].uint());
  state.staking_paused = answers[2][0].boolean();
  state.queue_paused = answers[3][0].boolean();
  state.last_checkpoint = answers[4][0].uint();
  for (const chain::AbiValue& id : answers[5][0].list()) state.request_ids.push_back(id.uint());
  std::sort(state.request_ids.begin(), state.request_ids.end());
  return state;
}

Result<std::vector<chain::ContractRead>> request_reads(const chain::ContractBook& book, const std::vector<u256>& ids,
                                                       const u256& last_checkpoint) {
  BASIS_TRY(const chain::Address queue, book.contract("lido", "withdrawal_queue"));
  std::vector<chain::ContractRead> reads{contract_read(queue, withdrawal_queue().status, chain::abi_array(ids))};
  if (last_checkpoint != 0)
    reads.push_back(
        contract_read(queue, withdrawal_queue().find_hints, chain::abi_array(ids), u256(1), last_checkpoint));
  return reads;
}

Result<std::vector<ExitRequest>> read_requests(const std::vector<u256>& ids, std::span<const ReadAnswer> answers) {
  const auto fits = [&](const ReadAnswer& answer) { return answer[0].list().size() == ids.size(); };
  if (!std::all_of(answers.begin(), answers.end(), fits))
    return Error(ErrorKind::data, fmt::format("lido: another count of answers than of the {} requests", ids.size()));
  std::vector<ExitRequest> requests;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    BASIS_TRY(ExitRequest request, read_request(ids[i], answers[0][0][i]));
    if (answers.size() > 1) request.hint = answers[1][0][i].uint();
    requests.push_back(std::move(request));
  }
  return requests;
}

Result<chain::ContractRead> claimable_ether(const chain::ContractBook& book, const std::vector<u256>& ids,
                                            const std::vector<u256>& hints) {
  BASIS_TRY(const chain::Address queue, book.contract("lido", "withdrawal_queue"));
  return contract_read(queue, withdrawal_queue().claimable, chain::abi_array(ids), chain::abi_array(hints));
}

std::optional<std::string> stake_refusal(const State& state, const Wei& amount) {
  if (state.staking_paused) return "lido: staking is paused";
  if (state.stake_limit < amount)
    return fmt::format("lido: {} to stake, the limit is {} now", chain::amount_text(ether(), amount),
                       chain::amount_text(ether(), state.stake_limit));
  return std::nullopt;
}

}  // namespace basis::lido
