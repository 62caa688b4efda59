// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/backup/backup_store.h"
#include "pulse/library/library_connections.h"
#include "pulse/library/library_host.h"
#include "pulse/library/library_session.h"
#include "pulse/library/settings.h"

#include <QMainWindow>
#include <functional>
#include <memory>

namespace pulse::ui {

/// The window: brings the widget families together and does nothing else. GUI thread only.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    struct Services
    {
        std::shared_ptr<const LibraryHost> host;
        std::shared_ptr<Settings> settings;
        std::shared_ptr<const Clock> clock;
        QString stateFile;   ///< empty: the one in the XDG state folder
        QString draftFolder; ///< empty: the one in the XDG state folder
        /// Makes the library for restoring a backup aside; empty: that is not offered.
        BackupStore::LibraryMaker makeLibrary = {};
        /// How libraries are configured, tried and unlocked; null: only those that are named by a place can be opened.
        std::shared_ptr<LibraryConnections> connections = {};
    };
    /// What to open besides what was open last time.
    struct Start
    {
        QStringList locations; ///< libraries; the first becomes the current one
        bool sample = false;   ///< the sample library, made when it is missing
    };

    explicit MainWindow(Services services, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// Call once: brings back the last session and opens what is asked for. With nothing of either, and no library
    /// where one lives by default, the window welcomes the person.
    void start(const Start &start);

signals:
    /// The tree of the first library, or the welcome, is on the screen.
    void firstTreePainted();

protected:
    void closeEvent(QCloseEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace pulse::ui
