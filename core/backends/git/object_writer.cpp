// SPDX-License-Identifier: Apache-2.0
#include "object_writer.h"

#include "deflate.h"
#include "pack_format.h"
#include "parallel.h"
#include "pulse/fs/file_io.h"

#include <QCryptographicHash>
#include <cerrno>
#include <map>

using namespace Qt::StringLiterals;

namespace pulse::git {
namespace {

constexpr size_t mostLoose = 200; // more become a pack
constexpr size_t fewToSync = 8;   // from here on the whole file system is synced at once, where that can be
const QByteArray objectsFolder = QByteArrayLiteral("objects");

// Git's garbage collection removes what has such a name and is old.
QByteArray temporaryName(const QByteArray &random)
{
    return "tmp_obj_" + random;
}

/// Temporary files that vanish unless they are released.
class Temporaries
{
public:
    Temporaries(Fs &fs, int folder)
        : m_fs(fs)
        , m_folder(folder)
    {}
    Temporaries(const Temporaries &) = delete;
    Temporaries &operator=(const Temporaries &) = delete;
    ~Temporaries()
    {
        for (const QByteArray &name : m_names)
            (void)m_fs.removeFile(m_folder, name);
    }
    void add(const QByteArray &name) { m_names.insert(name); }
    void release(const QByteArray &name) { m_names.remove(name); }

private:
    Fs &m_fs;
    const int m_folder;
    QSet<QByteArray> m_names;
};

} // namespace

Sys<Descriptor> ObjectWriter::openOrMake(int folder, const QByteArray &name) const
{
    auto opened = open(m_fs, folder, name, Fs::Access::Directory);
    if (opened || opened.error().number != ENOENT)
        return opened;
    auto made = createDirectory(m_fs, folder, name);
    if (!made && made.error().number == EEXIST)
        return open(m_fs, folder, name, Fs::Access::Directory);
    if (made && m_modes.folder != privateDirectoryMode)
        (void)m_fs.setMode(made->get(), m_modes.folder);
    return made;
}

Sys<Descriptor> ObjectWriter::openObjects() const
{
    return open(m_fs, m_gitFolder.get(), objectsFolder, Fs::Access::Directory);
}

Result<void> ObjectWriter::write(const ObjectBatch &batch, const Call &call, const std::stop_token &stop) const
{
    if (batch.objects().empty())
        return {};
    return batch.objects().size() > mostLoose ? writePack(batch, call, stop) : writeLoose(batch, call, stop);
}

Result<void> ObjectWriter::writeLoose(const ObjectBatch &batch, const Call &call, const std::stop_token &stop) const
{
    const auto objects = openObjects();
    if (!objects)
        return call.fails(objects.error());
    const bool atOnce = batch.objects().size() >= fewToSync;
    Temporaries temporaries(m_fs, objects->get());
    std::vector<std::pair<QByteArray, Oid>> written;
    bool isAllSynced = false;
    std::vector<Descriptor> files;
    for (const auto &[id, type, bytes] : batch.objects()) {
        if (auto go = call.checkStop(stop); !go)
            return go;
        const QByteArray header = typeName(type) + ' ' + QByteArray::number(bytes.size()) + '\0';
        const QByteArray name = temporaryName(m_randomName());
        auto file = createFile(m_fs, objects->get(), name, deflated(header, bytes));
        if (!file)
            return call.fails(file.error());
        temporaries.add(name);
        if (m_modes.file != privateFileMode)
            (void)m_fs.setMode(file->get(), m_modes.file);
        files.push_back(*std::move(file));
        written.emplace_back(name, id);
    }
    if (atOnce)
        isAllSynced = m_fs.syncAll(objects->get()).has_value();
    for (const Descriptor &file : files) {
        if (isAllSynced)
            break;
        if (const auto synced = m_fs.sync(file.get()); !synced)
            return call.fails(synced.error());
    }
    std::map<QByteArray, Descriptor> fans;
    for (const auto &[name, id] : written) {
        const QByteArray hex = id.hex();
        auto &fan = fans[hex.first(2)];
        if (!fan) {
            auto opened = openOrMake(objects->get(), hex.first(2));
            if (!opened)
                return call.fails(opened.error());
            fan = *std::move(opened);
        }
        if (const auto moved = m_fs.rename(objects->get(), name, fan.get(), hex.sliced(2)); !moved)
            return call.fails(moved.error());
        temporaries.release(name);
    }
    if (atOnce && m_fs.syncAll(objects->get()))
        return {};
    for (const auto &[prefix, fan] : fans) {
        if (const auto synced = m_fs.sync(fan.get()); !synced)
            return call.fails(synced.error());
    }
    if (const auto synced = m_fs.sync(objects->get()); !synced)
        return call.fails(synced.error());
    return {};
}

Result<void> ObjectWriter::fillPack(int pack, const ObjectBatch &batch, PackFormat &format, const Call &call,
                                    const std::stop_token &stop) const
{
    constexpr size_t piece = 4096; // objects that are compressed before they are written
    Sys<void> done = writeAll(m_fs, pack, format.head());
    const auto &all = batch.objects();
    for (size_t from = 0; done && from < all.size(); from += piece) {
        if (auto go = call.checkStop(stop); !go)
            return go;
        const size_t count = std::min(piece, all.size() - from);
        std::vector<QByteArray> entries(count);
        forEachInParallel(count, [&](size_t i) { entries[i] = PackFormat::entry(all[from + i]); });
        QByteArray bytes;
        for (size_t i = 0; i < count; ++i) {
            format.note(all[from + i].id, entries[i]);
            bytes += entries[i];
        }
        done = writeAll(m_fs, pack, bytes);
    }
    if (done)
        done = writeAll(m_fs, pack, format.tail());
    if (done)
        done = m_fs.sync(pack);
    return done ? Result<void>() : call.fails(done.error());
}

Result<void> ObjectWriter::writePack(const ObjectBatch &batch, const Call &call, const std::stop_token &stop) const
{
    const auto objects = openObjects();
    if (!objects)
        return call.fails(objects.error());
    const auto folder = openOrMake(objects->get(), "pack");
    if (!folder)
        return call.fails(folder.error());
    Temporaries temporaries(m_fs, folder->get());
    const QByteArray packName = "tmp_pack_" + m_randomName();
    auto pack = createFile(m_fs, folder->get(), packName, {});
    if (!pack)
        return call.fails(pack.error());
    temporaries.add(packName);

    PackFormat format(batch.objects().size());
    if (auto filled = fillPack(pack->get(), batch, format, call, stop); !filled)
        return filled;
    (void)m_fs.setMode(pack->get(), m_modes.file & 0444U);

    const QByteArray indexName = "tmp_idx_" + m_randomName();
    const auto index = createFile(m_fs, folder->get(), indexName, format.index());
    if (!index)
        return call.fails(index.error());
    temporaries.add(indexName);
    if (const auto synced = m_fs.sync(index->get()); !synced)
        return call.fails(synced.error());
    (void)m_fs.setMode(index->get(), m_modes.file & 0444U);
    // The pack first: an index without its pack would be taken for damage.
    const QByteArray base = "pack-" + format.name().hex();
    for (const auto &[temporary, name] : {std::pair(packName, base + ".pack"), std::pair(indexName, base + ".idx")}) {
        if (const auto moved = m_fs.rename(folder->get(), temporary, folder->get(), name); !moved)
            return call.fails(moved.error());
        temporaries.release(temporary);
    }
    for (const int descriptor : {folder->get(), objects->get()}) {
        if (const auto synced = m_fs.sync(descriptor); !synced)
            return call.fails(synced.error());
    }
    return {};
}

struct ObjectWriter::Spool
{
    QByteArray name;
    Descriptor file;
    qint64 size = 0;
    Checksum checksum;
};

// Git's name of a blob begins with its size, so that all of it has to be there before it can be named.
Result<ObjectWriter::Spool> ObjectWriter::spool(ByteSource &content, int objects, const Call &call,
                                                const std::stop_token &stop) const
{
    Spool spool{.name = temporaryName(m_randomName()), .file = {}, .size = 0, .checksum = {}};
    auto file = createFile(m_fs, objects, spool.name, {});
    if (!file)
        return call.fails(file.error());
    QByteArray buffer(256 * 1024, Qt::Uninitialized);
    ChecksumBuilder checksum;
    const auto abandon = [&](std::unexpected<Error> error) -> std::unexpected<Error> {
        (void)m_fs.removeFile(objects, spool.name);
        return error;
    };
    for (;;) {
        if (auto go = call.checkStop(stop); !go)
            return abandon(failure(std::move(go)));
        const auto count = content.read({buffer.data(), static_cast<size_t>(buffer.size())});
        if (!count)
            return abandon(call.fails(count.error()));
        if (*count == 0)
            break;
        const QByteArrayView piece(buffer.constData(), *count);
        if (const auto put = writeAll(m_fs, file->get(), piece); !put)
            return abandon(call.fails(put.error()));
        checksum.add(piece);
        spool.size += *count;
    }
    auto reading = open(m_fs, objects, spool.name, Fs::Access::Read);
    if (!reading)
        return abandon(call.fails(reading.error()));
    spool.file = *std::move(reading);
    spool.checksum = checksum.finish();
    return spool;
}

Sys<void> ObjectWriter::publish(int objects, const QByteArray &temporary, const Oid &id) const
{
    const QByteArray hex = id.hex();
    const auto fan = openOrMake(objects, hex.first(2));
    if (!fan)
        return std::unexpected(fan.error());
    if (const auto moved = m_fs.rename(objects, temporary, fan->get(), hex.sliced(2)); !moved)
        return moved;
    if (const auto synced = m_fs.sync(fan->get()); !synced)
        return synced;
    return m_fs.sync(objects);
}

Result<ObjectWriter::Streamed> ObjectWriter::writeBlob(ByteSource &content, const Call &call,
                                                       const std::stop_token &stop) const
{
    const auto objects = openObjects();
    if (!objects)
        return call.fails(objects.error());
    auto spooled = spool(content, objects->get(), call, stop);
    if (!spooled)
        return failure(std::move(spooled));
    Temporaries temporaries(m_fs, objects->get());
    temporaries.add(spooled->name);
    const QByteArray name = temporaryName(m_randomName());
    auto file = createFile(m_fs, objects->get(), name, {});
    if (!file)
        return call.fails(file.error());
    temporaries.add(name);

    QCryptographicHash hash(QCryptographicHash::Sha1);
    Deflater deflater;
    const auto add = [&](QByteArrayView bytes) {
        hash.addData(bytes);
        return writeAll(m_fs, file->get(), deflater.add(bytes));
    };
    Sys<void> done = add("blob " + QByteArray::number(spooled->size) + '\0');
    QByteArray buffer(256 * 1024, Qt::Uninitialized);
    for (qint64 left = spooled->size; done && left > 0;) {
        if (auto go = call.checkStop(stop); !go)
            return failure(std::move(go));
        const auto count = m_fs.read(spooled->file.get(), {buffer.data(), static_cast<size_t>(buffer.size())});
        if (!count || *count == 0)
            return call.fails(count ? SystemFailure{EIO} : count.error());
        done = add({buffer.constData(), *count});
        left -= *count;
    }
    if (done)
        done = writeAll(m_fs, file->get(), deflater.finish());
    if (done)
        done = m_fs.sync(file->get());
    if (!done)
        return call.fails(done.error());
    if (m_modes.file != privateFileMode)
        (void)m_fs.setMode(file->get(), m_modes.file);
    const Oid id = Oid::fromRaw(hash.resultView().data());
    if (const auto put = publish(objects->get(), name, id); !put)
        return call.fails(put.error());
    temporaries.release(name);
    return Streamed{id, spooled->size, spooled->checksum};
}

} // namespace pulse::git
