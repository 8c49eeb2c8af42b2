#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "actors/messages.hpp"
#include "actors/trading/hot_messages.hpp"

namespace basis {

/// The capital is known, and the results of a run begin.
struct ResultsBegan {
  Amount capital;  ///< in the share class
  UtcTime at;
};

/// What the results of a run are made of, besides the entries of its journal.
using ResultInput = std::variant<ResultsBegan, StepClosed, HotOutcome>;

std::string encode_result(const ResultsBegan& began);
/// Keeps of the views what a result may read: not the entries, the fills and the answer that made them.
std::string encode_result(const PnlView& refreshed, const PnlView& closed);
/// Absent for an outcome that no result is made of: what was heard, asked or downloaded. The reason of a pair's end,
/// which results do not tell either, is not kept.
std::optional<std::string> encode_result(const HotOutcome& outcome);
/// Absent when the bytes are none of these.
std::optional<ResultInput> decode_result(std::string_view bytes);

}  // namespace basis
