// Reads and calls of the protocols against genuine contracts:  chain_protocols URL ADDRESSES CONFIGS
#include <cstdio>
#include <exception>

#include "tests/real/chain_protocols/checks.hpp"
#include "tests/real/chain_protocols/stories.hpp"

namespace {

using namespace basis::test;

struct Story {
  const char* name;
  void (*tell)(LocalWallet& wallet);
};

constexpr Story kStories[] = {
    {"stakes and wraps", stakes},
    {"lends and borrows", lends},
    {"interest of a month", accrues},
    {"trades", trades},
    {"leaves by the queues", leaves_by_queues},
    {"redeems at once", redeems},
    {"unwraps rewards", unwraps_rewards},
    {"casts spells", casts_spells},
    {"is refused", is_refused},
};

int run(const char* url, const char* addresses, const char* configs) {
  LocalWallet wallet(url, addresses, configs);
  for (const Story& story : kStories) {
    const std::size_t before = checks_held;
    try {
      story.tell(wallet);
    } catch (const std::exception& fault) {
      fmt::print("{}: {}\n", story.name, fault.what());
      return 1;
    }
    fmt::print("{}: {} checks\n", story.name, checks_held - before);
  }
  for (const auto& [what, gas] : wallet.gas()) fmt::print("gas {:>7}  {}\n", gas, what);
  return 0;
}

}  // namespace

int main(int count, char** words) {
  if (count != 4) {
    std::fputs("usage: chain_protocols URL ADDRESSES CONFIGS\n", stderr);
    return 2;
  }
  return run(words[1], words[2], words[3]);
}
