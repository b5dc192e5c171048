// The sound of an Ogg file, piece by piece: each packet's, at the place that its page's granule position
// gives. Vorbis I, section A.2; RFC 7845, section 4; RFC 9639, section 10.1.
#pragma once

#include "stages/validate/ogg_codec.h"
#include "stages/validate/ogg_packets.h"
#include "stages/validate/piece_reader.h"

namespace nightjar {

class OggSound final : public PieceReader {
 public:
  OggSound(SharedFile file, const SoundLayout& layout);

  // Reads up to the first page with sound, and the file's last pages.
  Expected<void> open(SoundLayout& layout);

  Expected<bool> next(std::int64_t wanted, Piece& piece) override;
  std::optional<Error> flaw() const override;

 private:
  Expected<bool> next_page();
  void begin_stream(const OggPackets& page);
  std::int64_t measure(const OggPackets& page);
  void place(const OggPackets& page, std::int64_t frames);
  void place_first(const OggPackets& page, std::int64_t frames);
  void lose_page(const OggPackets& page);
  bool give(std::size_t packet, std::int64_t wanted, Piece& piece);
  void note_loss(ErrorCode code, const std::string& what, std::int64_t offset);
  Expected<std::optional<std::int64_t>> last_granule() const;

  SharedFile file_;
  SoundLayout layout_;
  OggPacketReader reader_;

  // Of the logical stream.
  OggHeaders headers_;
  bool readable_ = false;  // its identification header is whole
  std::unique_ptr<PacketDecoder> decoder_;
  bool placed_ = false;     // a page of it was placed, so
  std::int64_t shift_ = 0;  // granule position - frame
  bool finished_ = false;   // its last page was read

  // Of the page.
  const OggPackets* page_ = nullptr;
  std::vector<std::optional<std::int64_t>> frames_;  // that each packet gives
  std::size_t packet_ = 0;                           // the next to give
  std::int64_t end_of_sound_ = 0;                    // the frame at which its sound is cut off

  bool hole_ = false;              // pages are missing before the next one
  bool fresh_ = true;              // the next packet to measure follows nothing
  bool restart_ = false;           // the next packet to decode follows nothing
  std::int64_t at_ = 0;            // the frame where the next packet's sound begins
  std::int64_t settled_from_ = 0;  // before it the decoder's sound does not count
  std::int64_t given_to_ = 0;      // the end of the pieces so far
  Error loss_;                     // what the next piece says of what is missing before it
};

}  // namespace nightjar
