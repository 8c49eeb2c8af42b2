// The simulated Aave judged by the contracts: random calls on both, the same after each.
//   aave_parity URL ADDRESSES CONFIGS [STEPS [SEED]]
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <random>

#include "tests/real/aave_parity/aave_pair.hpp"

namespace {

using namespace basis;
using namespace basis::test;

constexpr std::size_t kStepsOfSequence = 60;

/// What comes next, drawn from what there is.
class Story {
 public:
  Story(AavePair& pair, std::uint64_t seed) : pair_(pair), random_(seed) {}

  void next() {
    const auto kind = random_() % 100;
    if (kind < 8) return move_price();
    if (kind < 12) return reward();
    AaveCall call;
    constexpr ActionType kActions[] = {ActionType::supply, ActionType::supply, ActionType::withdraw,
                                       ActionType::borrow, ActionType::borrow, ActionType::repay};
    call.action = kind < 15 ? ActionType::set_emode : kActions[random_() % std::size(kActions)];
    if (call.action != ActionType::set_emode) {
      const auto& tokens = pair_.tokens();
      const bool debt = call.action == ActionType::borrow || call.action == ActionType::repay;
      // Nobody lends the staked token, and the mode has no such debt.
      call.token = debt ? tokens[1 + random_() % 2] : tokens[random_() % tokens.size()];
      call.amount = amount_for(call);
    }
    pair_.call(call, seconds());
  }

 private:
  [[nodiscard]] double part() { return static_cast<double>(random_() % 1'000'000) / 1e6; }
  std::uint64_t seconds() {
    const unsigned bits = static_cast<unsigned>(random_() % 22);
    return 1 + random_() % (std::uint64_t{1} << bits);
  }
  void move_price() {
    const u256 now = pair_.account().reserves.at("WETH").price;
    const auto share = static_cast<std::uint64_t>(900 + random_() % 211);
    const u256 moved = now * share / 1000;
    pair_.set_price(moved < 50'000'000'000U ? u256(250'000'000'000U) : moved);
    pair_.read();
  }
  void reward() {
    pair_.add_rewards(u256(random_() % 500) * 1'000'000'000'000U);
    pair_.read();
  }
  /// What the call is about at most.
  [[nodiscard]] u256 limit_of(const AaveCall& call) const {
    const aave_v3::ReserveState& reserve = pair_.account().reserves.at(call.token);
    switch (call.action) {
      case ActionType::supply: return pair_.balance(call.token).value() / 4;
      case ActionType::withdraw: return reserve.supplied().value();
      case ActionType::repay: return reserve.debt().value();
      default: {
        u256 unit = 1;
        for (int i = 0; i < reserve.decimals; ++i) unit *= 10;
        return pair_.account().available_borrows * unit / reserve.price;
      }
    }
  }
  Wei amount_for(const AaveCall& call) {
    const u256 limit = limit_of(call);
    const auto share = [&](std::uint64_t millionths) { return Wei(u256(limit * millionths / 1'000'000)); };
    switch (random_() % 12) {
      // Below a unit of its scaled balance a contract takes nothing; of dollars we keep smaller ones.
      case 0: return call.token == "USDT" ? Wei(u256(random_() % 3 * 1000)) : Wei(u256(random_() % 3));
      // A loan at the very limit is decided by a unit of the oracle's dollars.
      case 1: return share(call.action == ActionType::borrow ? 999'990 : 1'000'000);
      case 2: return share(1'000'010 + random_() % 1'000'000);
      case 3:
        return call.action == ActionType::supply ? Wei(u256(pair_.balance(call.token).value() + 1 + random_() % 9))
                                                 : share(1'000'100);
      default: return Wei(u256(share(random_() % 1'000'000).value() + random_() % 1000));
    }
  }

  AavePair& pair_;
  std::mt19937_64 random_;
};

int run(const char* url, const char* addresses, const char* configs, std::size_t steps, std::uint64_t seed) {
  fmt::print("seed {}\n", seed);
  LocalNode node(url, addresses, configs);
  std::size_t made = 0;
  std::size_t taken = 0;
  std::map<std::string, std::size_t> refused;
  for (std::uint64_t sequence = 0; made < steps; ++sequence) {
    const auto snapshot = node.rpc("evm_snapshot");
    AavePair pair(node, configs, (seed + sequence) % 2 == 0 ? "weETH" : "wstETH");
    std::size_t step = 0;
    try {
      pair.prepare();
      pair.read();
      Story story(pair, seed * 1'000'003 + sequence);
      for (; step < kStepsOfSequence && made < steps; ++step, ++made) story.next();
    } catch (const std::exception& fault) {
      fmt::print("sequence {} ({}), step {}: {}\n", sequence, pair.staked(), step, fault.what());
      return 1;
    }
    taken += pair.taken;
    for (const auto& [kind, count] : pair.refused) refused[kind] += count;
    node.rpc("evm_revert", fmt::format(R"(["{}"])", std::string(snapshot.as_string())));
  }
  fmt::print("{} steps: {} calls done by both", made, taken);
  for (const auto& [kind, count] : refused) fmt::print(", {} refused by both: {}", count, kind);
  fmt::print("\n");
  return 0;
}

}  // namespace

int main(int count, char** words) {
  if (count < 4 || count > 6) {
    std::fputs("usage: aave_parity URL ADDRESSES CONFIGS [STEPS [SEED]]\n", stderr);
    return 2;
  }
  const std::size_t steps = count > 4 ? std::strtoull(words[4], nullptr, 10) : 1500;
  const std::uint64_t seed =
      count > 5 ? std::strtoull(words[5], nullptr, 10) : static_cast<std::uint64_t>(std::time(nullptr));
  return run(words[1], words[2], words[3], steps, seed);
}
