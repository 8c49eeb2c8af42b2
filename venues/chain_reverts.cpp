#include "venues/chain_reverts.hpp"

#include <vector>

#include "venues/aave_v3/errors.hpp"
#include "venues/chain/erc20.hpp"
#include "venues/etherfi/errors.hpp"
#include "venues/instadapp/errors.hpp"
#include "venues/lido/errors.hpp"

namespace basis {

const chain::RevertReader& contract_reverts() {
  static const chain::RevertReader kReader = [] {
    std::vector<std::string_view> all;
    for (const auto errors :
         {aave_v3::errors(), lido::errors(), etherfi::errors(), chain::erc20_errors(), instadapp::errors()})
      all.insert(all.end(), errors.begin(), errors.end());
    return chain::RevertReader::create(all).value();
  }();
  return kReader;
}

}  // namespace basis
