#include "venues/chain/rpc_fault.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace basis::chain {
namespace {

struct Words {
  std::string_view part;  ///< in lower case
  RpcFaultKind kind;
};

/// What nodes say, the first that matches. No code tells these apart: geth answers -32000, others -32003 or -32010.
/// go-ethereum: core/error.go, core/txpool/errors.go, core/vm/errors.go; foundry: crates/anvil/src/eth/error.rs;
/// Erigon: txnprovider/txpool; Nethermind: AcceptTxResult.cs.
constexpr std::array<Words, 31> kWords{{
    {"already known", RpcFaultKind::known},
    {"alreadyknown", RpcFaultKind::known},
    {"already imported", RpcFaultKind::known},
    {"known transaction", RpcFaultKind::known},
    {"nonce too low", RpcFaultKind::nonce_used},
    {"oldnonce", RpcFaultKind::nonce_used},
    {"replacement transaction underpriced", RpcFaultKind::underpriced},
    {"replacementnotallowed", RpcFaultKind::underpriced},
    {"transaction underpriced", RpcFaultKind::underpriced},
    {"feetoolow", RpcFaultKind::underpriced},
    {"less than block base fee", RpcFaultKind::underpriced},
    {"below base fee", RpcFaultKind::underpriced},
    {"tip below minimum", RpcFaultKind::underpriced},
    {"gas tip cap", RpcFaultKind::underpriced},
    {"insufficient funds", RpcFaultKind::funds},
    {"insufficientfunds", RpcFaultKind::funds},
    {"gas required exceeds allowance", RpcFaultKind::funds},
    {"execution reverted", RpcFaultKind::reverted},
    {"vm execution error", RpcFaultKind::reverted},
    {"always failing transaction", RpcFaultKind::reverted},
    {"out of gas", RpcFaultKind::reverted},
    {"invalid opcode", RpcFaultKind::reverted},
    {"header not found", RpcFaultKind::later},
    {"unknown block", RpcFaultKind::later},
    {"block not found", RpcFaultKind::later},
    {"missing trie node", RpcFaultKind::later},
    {"txpool is full", RpcFaultKind::later},
    {"too many requests", RpcFaultKind::later},
    {"rate limit", RpcFaultKind::later},
    {"capacity", RpcFaultKind::later},
    {"timeout", RpcFaultKind::unknown},
}};

struct Code {
  std::int64_t code;
  RpcFaultKind kind;
};

/// eips.ethereum.org, EIP-1474, "Error codes"; 3 of geth: a revert; 429 and -32016: Alchemy, "Error Reference" and
/// "Throughput"; -32005: a limit is exceeded. An internal error says nothing about what had been done before it.
constexpr std::array<Code, 8> kCodes{{
    {3, RpcFaultKind::reverted},
    {429, RpcFaultKind::later},
    {-32005, RpcFaultKind::later},
    {-32016, RpcFaultKind::later},
    {-32002, RpcFaultKind::later},
    {-32603, RpcFaultKind::unknown},
    {-32700, RpcFaultKind::refused},
    {-32000, RpcFaultKind::refused},
}};

std::string lower(std::string_view text) {
  std::string made(text);
  std::ranges::transform(made, made.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return made;
}

/// One line of what a node said; it may say anything.
std::string one_line(std::string_view text) {
  constexpr std::size_t kMost = 300;
  std::string made(text.substr(0, kMost));
  std::ranges::replace_if(
      made, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return made;
}

/// Seconds; a date, which this header may also be, is passed over.
std::optional<Nanos> retry_after(const std::vector<net::HttpHeader>& headers) {
  const auto text = net::find_header(headers, "Retry-After");
  if (!text) return std::nullopt;
  std::int64_t seconds = 0;
  const auto [end, wrong] = std::from_chars(text->data(), text->data() + text->size(), seconds);
  if (wrong != std::errc() || end != text->data() + text->size() || seconds < 0) return std::nullopt;
  return kSecond * std::min<std::int64_t>(seconds, 600);
}

}  // namespace

RpcFault fault_of_status(unsigned status, const std::vector<net::HttpHeader>& headers) {
  RpcFault fault;
  fault.text = fmt::format("HTTP {}", status);
  fault.wait_for = retry_after(headers);
  if (status == 429)
    fault.kind = RpcFaultKind::later;
  else if (status == 401 || status == 403)
    fault.kind = RpcFaultKind::access;
  else if (status >= 400 && status < 500)
    fault.kind = RpcFaultKind::refused;
  return fault;
}

RpcFault fault_of_failure(const net::HttpFailure& failure) {
  return {failure.left ? RpcFaultKind::unknown : RpcFaultKind::later, 0, failure.reason};
}

RpcFault fault_of_error(std::int64_t code, std::string_view message, std::string_view data) {
  RpcFault fault;
  fault.code = code;
  fault.text = one_line(message);
  if (auto bytes = from_hex(data); data.starts_with("0x") && bytes) fault.revert = std::move(bytes).value();
  const std::string words = lower(message);
  const auto said =
      std::ranges::find_if(kWords, [&words](const Words& row) { return words.find(row.part) != std::string::npos; });
  const auto known = std::ranges::find(kCodes, code, &Code::code);
  fault.kind = said != kWords.end() ? said->kind : known != kCodes.end() ? known->kind : RpcFaultKind::refused;
  // Data of a revert stands where there was one, whatever the words are.
  if (!fault.revert.empty() && fault.kind == RpcFaultKind::refused) fault.kind = RpcFaultKind::reverted;
  return fault;
}

}  // namespace basis::chain
