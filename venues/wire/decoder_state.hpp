#pragma once

#include <simdjson.h>

#include <array>
#include <vector>

#include "venues/wire/decoder.hpp"
#include "venues/wire/usual_lengths.hpp"

namespace basis::wire {

/// State of every venue's decoder: the parser, the buffers that its views refer to, and the outcome of the last
/// frame. All memory is allocated here.
struct DecoderState : DecoderOutput {
  DecoderState(SymbolTable table, const DecoderLimits& room)
      : symbols(std::move(table)),
        limits(room),
        bids(room.levels),
        asks(room.levels),
        bid_texts(room.levels),
        ask_texts(room.levels),
        trades(room.trades),
        marks(room.trades) {
    require(room.trades > 0, "a decoder without room for a trade");
    require(parser.allocate(room.frame_bytes) == simdjson::SUCCESS, "no memory for the JSON parser");
  }

  simdjson::ondemand::parser parser;
  SymbolTable symbols;
  DecoderLimits limits;
  std::vector<BookLevel> bids, asks;
  std::vector<LevelText> bid_texts, ask_texts;
  std::vector<PublicTrade> trades;
  std::vector<MarkAndFunding> marks;

  std::optional<MarketId> named;  ///< the market that the frame named last; kept when reading in any order
  static constexpr std::size_t kMessages = 16;
  std::array<UsualLengths, kMessages> usual{};  ///< by message type
  std::size_t message = 0;  ///< message type being read, in the venue's numbering; unknown for a REST response
};

}  // namespace basis::wire
