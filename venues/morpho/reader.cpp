#include "venues/morpho/reader.hpp"

#include "venues/chain/erc20.hpp"
#include "venues/chain/make_call.hpp"

namespace basis::morpho {

Result<chain::ContractRead> flash_liquidity(const chain::ContractBook& book, std::string_view token) {
  BASIS_TRY(const chain::Address lender, book.contract("morpho", "morpho"));
  BASIS_TRY(const chain::Token lent, chain::erc20_token(book, token));
  return chain::contract_read(lent.address, chain::erc20().balance_of, lender);
}

}  // namespace basis::morpho
