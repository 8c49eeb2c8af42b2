#pragma once

#include "tests/real/chain_protocols/wallet.hpp"

namespace basis::test {

/// Each stands on what the one before has left, and throws at the first check that does not hold.
void stakes(LocalWallet& wallet);
void lends(LocalWallet& wallet);
void accrues(LocalWallet& wallet);
void trades(LocalWallet& wallet);
void leaves_by_queues(LocalWallet& wallet);
void redeems(LocalWallet& wallet);
void is_refused(LocalWallet& wallet);
void unwraps_rewards(LocalWallet& wallet);
void casts_spells(LocalWallet& wallet);

/// All of the wallet and Aave's reserves.
PortfolioQuestion everything(const LocalWallet& wallet);

}  // namespace basis::test
