// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pack_format.h"
#include "repository.h"

#include <list>
#include <mutex>
#include <unordered_map>

namespace pulse::backup {

struct ChecksumHash
{
    size_t operator()(const Checksum &checksum) const noexcept
    {
        size_t value = 0;
        std::memcpy(&value, checksum.digest().data(), sizeof value);
        return value;
    }
};

/// A pack whose table was read.
struct Pack
{
    QByteArray name; ///< 64 hexadecimal digits
    qint64 fileBytes = 0;
    qint64 tableFrame = 0; ///< bytes
    PackTable table;

    [[nodiscard]] QByteArray path() const { return packsFolder + '/' + name + packSuffix; }
};

/// What the packs hold, by checksum. Immutable once loaded.
class PackSet
{
public:
    struct Place
    {
        size_t pack = 0;
        size_t entry = 0;
    };
    struct Damage
    {
        QByteArray path;
        QString message;
        std::optional<Error> cause = {}; ///< the disk did not give it: what is in it may be sound
    };

    /// Reads all tables. What cannot be understood is in `damaged`.
    [[nodiscard]] static Result<std::shared_ptr<const PackSet>>
    load(const Repository &repository, const QString &operation, const std::stop_token &stop);

    [[nodiscard]] const std::vector<Pack> &packs() const { return m_packs; }
    [[nodiscard]] const std::vector<Damage> &damaged() const { return m_damaged; }
    /// The first error of a disk that did not give a pack; such a set is good for one look only.
    [[nodiscard]] std::optional<Error> failure() const;
    /// Names of all files that look like packs, damaged ones too; sorted.
    [[nodiscard]] const std::vector<QByteArray> &names() const { return m_names; }
    [[nodiscard]] bool contains(const Checksum &checksum) const { return m_places.contains(checksum); }
    [[nodiscard]] bool isEmpty() const { return m_places.empty(); }
    /// Everywhere it is; empty when nowhere.
    [[nodiscard]] std::vector<Place> find(const Checksum &checksum) const;
    [[nodiscard]] const PackEntry &entry(Place place) const { return m_packs[place.pack].table.entries[place.entry]; }

private:
    void add(Pack pack);

    std::vector<Pack> m_packs;
    std::vector<Damage> m_damaged;
    std::vector<QByteArray> m_names;
    std::unordered_map<Checksum, Place, ChecksumHash> m_places;
    std::unordered_multimap<Checksum, Place, ChecksumHash> m_others; // of what is in several packs
};

/// The names in a folder of packs, sorted; without temporaries.
[[nodiscard]] Result<std::vector<QByteArray>> packNames(const Repository &repository, const QString &operation);

/// Reads contents and records by checksum. What comes out of it matches its checksum. Thread-safe. Keeps a few packs
/// unpacked.
class BlobReader
{
public:
    explicit BlobReader(const Repository &repository)
        : m_repository(repository)
    {}

    /// Looks at which packs there are; reads the tables again when others are there than last time.
    [[nodiscard]] Result<std::shared_ptr<const PackSet>> refresh(const QString &operation, const std::stop_token &stop);
    [[nodiscard]] std::shared_ptr<const PackSet> packs() const;
    /// Errors: NotFound (no pack holds it), Corrupt.
    [[nodiscard]] Result<QByteArray> read(const QString &operation, const Checksum &checksum);
    /// All of a pack, as it was before compression; Corrupt, NotFound (it is gone by now).
    [[nodiscard]] Result<std::shared_ptr<const QByteArray>> unpack(const QString &operation, const Pack &pack);
    void forgetUnpacked();

private:
    [[nodiscard]] Result<QByteArray> readFrom(const QString &operation, const PackSet &packs, const Checksum &checksum);

    const Repository &m_repository;
    mutable std::mutex m_mutex;
    std::shared_ptr<const PackSet> m_packs;
    std::list<std::pair<QByteArray, std::shared_ptr<const QByteArray>>> m_unpacked; // the latest first
};

} // namespace pulse::backup
