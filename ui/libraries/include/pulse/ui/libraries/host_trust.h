// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library_host.h"
#include "pulse/storage/unknown_host.h"
#include "pulse/ui/libraries/library_book.h"

#include <QPointer>

class QDialog;

namespace pulse::ui {

/// Asks whether a server is trusted of which nothing is known, and makes it known where a person says so. One question
/// at a time. GUI thread.
class HostTrust : public QObject
{
    Q_OBJECT

public:
    HostTrust(std::shared_ptr<const LibraryHost> host, LibraryBook &book, QWidget *window, QObject *parent = nullptr);
    ~HostTrust() override;

    /// `location` as LibraryHost::locate takes it: of the library whose server the error is about. Nothing happens
    /// where the error is about something else.
    void ask(const QString &location, const Error &error);

signals:
    /// The answer was yes: the server is gone to once more.
    void answered(const QString &location);
    void trusted(const QString &location);
    /// It was not that server after all, something else fails on the way there, or the answer was no: then it is the
    /// error that was asked about.
    void failed(const QString &location, const pulse::Error &error);

private:
    void trust(const QString &location, const QString &fingerprint);

    std::shared_ptr<const LibraryHost> m_host;
    LibraryBook &m_book;
    QWidget *m_window;
    QPointer<QDialog> m_dialog;
    Task<void> m_task;
};

} // namespace pulse::ui
