<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>ActionStates</name>
    <message>
        <source>Open a prompt first.</source>
        <translation>Zuerst einen Prompt öffnen.</translation>
    </message>
    <message>
        <source>It has no published version yet.</source>
        <translation>Es gibt noch keine veröffentlichte Version.</translation>
    </message>
    <message>
        <source>This is a published version, which never changes. Go back to the draft to edit.</source>
        <translation>Das ist eine veröffentlichte Version, die sich nie ändert. Zum Bearbeiten zurück zum Entwurf gehen.</translation>
    </message>
    <message>
        <source>This prompt can be read, but not changed.</source>
        <translation>Dieser Prompt lässt sich lesen, aber nicht ändern.</translation>
    </message>
    <message>
        <source>The text does not differ from the published version.</source>
        <translation>Der Text unterscheidet sich nicht von der veröffentlichten Version.</translation>
    </message>
    <message>
        <source>Open a library first.</source>
        <translation>Zuerst eine Bibliothek öffnen.</translation>
    </message>
    <message>
        <source>This library can be read, but not changed.</source>
        <translation>Diese Bibliothek lässt sich lesen, aber nicht ändern.</translation>
    </message>
    <message>
        <source>No tab is open.</source>
        <translation>Es ist kein Tab offen.</translation>
    </message>
    <message>
        <source>There is no other tab.</source>
        <translation>Es gibt keinen anderen Tab.</translation>
    </message>
    <message>
        <source>Open a comparison first.</source>
        <translation>Zuerst einen Vergleich öffnen.</translation>
    </message>
    <message>
        <source>There is nothing further back.</source>
        <translation>Weiter zurück geht es nicht.</translation>
    </message>
    <message>
        <source>There is nothing further on.</source>
        <translation>Weiter vorwärts geht es nicht.</translation>
    </message>
    <message>
        <source>This library has no newer layout to be upgraded to.</source>
        <translation>Für diese Bibliothek gibt es keinen neueren Aufbau.</translation>
    </message>
    <message>
        <source>Libraries cannot be configured in this window.</source>
        <translation>In diesem Fenster lassen sich keine Bibliotheken einrichten.</translation>
    </message>
    <message>
        <source>Only libraries in Git repositories have branches.</source>
        <translation>Nur Bibliotheken in Git-Repositorys haben Zweige.</translation>
    </message>
    <message>
        <source>This library is kept on this computer alone.</source>
        <translation>Diese Bibliothek liegt allein auf diesem Rechner.</translation>
    </message>
    <message>
        <source>No synchronisation that you began is going on.</source>
        <translation>Es läuft kein Abgleich, den Sie begonnen haben.</translation>
    </message>
</context>
<context>
    <name>ActivityText</name>
    <message>
        <source>%1 prompts</source>
        <translation>%1 Prompts</translation>
    </message>
    <message>
        <source>Removed %1 for good</source>
        <translation>%1 endgültig entfernt</translation>
    </message>
    <message>
        <source>Moved %1 of %2 to the trash</source>
        <translation>%1 von %2 in den Papierkorb verschoben</translation>
    </message>
    <message>
        <source>Moved %1 to the trash</source>
        <translation>%1 in den Papierkorb verschoben</translation>
    </message>
    <message>
        <source>Renamed %1 to “%2”</source>
        <translation>%1 in „%2“ umbenannt</translation>
    </message>
    <message>
        <source>Moved %1 to “%2”</source>
        <translation>%1 nach „%2“ verschoben</translation>
    </message>
    <message>
        <source>Moved %1 to the library&apos;s top</source>
        <translation>%1 ganz nach oben in die Bibliothek verschoben</translation>
    </message>
    <message>
        <source>Moved %1</source>
        <translation>%1 verschoben</translation>
    </message>
    <message>
        <source>Changed the details of %1</source>
        <translation>Angaben von %1 geändert</translation>
    </message>
    <message>
        <source>Changed the description of %1</source>
        <translation>Beschreibung von %1 geändert</translation>
    </message>
    <message>
        <source>Added the tag %1 to %2</source>
        <translation>Tag %1 zu %2 hinzugefügt</translation>
    </message>
    <message>
        <source>Removed the tag %1 from %2</source>
        <translation>Tag %1 von %2 entfernt</translation>
    </message>
    <message>
        <source>Changed the tags of %1</source>
        <translation>Tags von %1 geändert</translation>
    </message>
    <message>
        <source>Changed the labels of %1</source>
        <translation>Labels von %1 geändert</translation>
    </message>
    <message>
        <source>Removed the label %1 from %2</source>
        <translation>Label %1 von %2 entfernt</translation>
    </message>
    <message>
        <source>Moved the label %1 to %2 of %3</source>
        <translation>Label %1 auf %2 von %3 verschoben</translation>
    </message>
    <message>
        <source>Put the label %1 on %2 of %3</source>
        <translation>Label %1 auf %2 von %3 gesetzt</translation>
    </message>
    <message>
        <source>publishing of %1</source>
        <translation>Veröffentlichen von %1</translation>
    </message>
    <message>
        <source>removal of %1</source>
        <translation>Entfernen von %1</translation>
    </message>
    <message>
        <source>restoring of %1</source>
        <translation>Wiederherstellen von %1</translation>
    </message>
    <message>
        <source>rename of %1</source>
        <translation>Umbenennen von %1</translation>
    </message>
    <message>
        <source>duplicate %1</source>
        <translation>Duplikat %1</translation>
    </message>
    <message>
        <source>import of %1</source>
        <translation>Import von %1</translation>
    </message>
    <message>
        <source>change of details of %1</source>
        <translation>Änderung der Angaben von %1</translation>
    </message>
    <message>
        <source>change of a label of %1</source>
        <translation>Änderung eines Labels von %1</translation>
    </message>
    <message>
        <source>deletion of %1</source>
        <translation>Löschen von %1</translation>
    </message>
    <message>
        <source>Published %1 of %2</source>
        <translation>%1 von %2 veröffentlicht</translation>
    </message>
    <message>
        <source>Published %1</source>
        <translation>%1 veröffentlicht</translation>
    </message>
    <message>
        <source>Restored %1</source>
        <translation>%1 wiederhergestellt</translation>
    </message>
    <message>
        <source>Made %1</source>
        <translation>%1 angelegt</translation>
    </message>
    <message>
        <source>Imported %1</source>
        <translation>%1 importiert</translation>
    </message>
    <message>
        <source>Deleted %1 for good</source>
        <translation>%1 endgültig gelöscht</translation>
    </message>
    <message>
        <source>Undo %1</source>
        <translation>Rückgängig: %1</translation>
    </message>
    <message>
        <source>Redo %1</source>
        <translation>Wiederholen: %1</translation>
    </message>
</context>
<context>
    <name>ConflictText</name>
    <message>
        <source>mine</source>
        <translation>meins</translation>
    </message>
    <message>
        <source>theirs</source>
        <translation>ihres</translation>
    </message>
    <message>
        <source>both</source>
        <translation>beides</translation>
    </message>
    <message>
        <source>the text of %1</source>
        <translation>der Text von %1</translation>
    </message>
    <message>
        <source>the description of %1</source>
        <translation>die Beschreibung von %1</translation>
    </message>
    <message>
        <source>the tags of %1</source>
        <translation>die Tags von %1</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>label %1</source>
        <translation>Label %1</translation>
    </message>
    <message>
        <source>removal of %1</source>
        <translation>Entfernen von %1</translation>
    </message>
    <message>
        <source>removal of the prompt</source>
        <translation>Entfernen des Prompts</translation>
    </message>
    <message>
        <source>Version %1 was published in both places, with different texts.</source>
        <translation>Version %1 wurde an beiden Orten veröffentlicht, mit verschiedenen Texten.</translation>
    </message>
    <message>
        <source>In both places %1 was changed, to something different.</source>
        <translation>An beiden Orten geändert, aber verschieden: %1.</translation>
    </message>
    <message>
        <source>The label “%1” was moved in both places, to different versions.</source>
        <translation>Das Label „%1“ wurde an beiden Orten verschoben, auf verschiedene Versionen.</translation>
    </message>
    <message>
        <source>You removed what was changed in the other place.</source>
        <translation>Sie haben entfernt, was am anderen Ort geändert wurde.</translation>
    </message>
    <message>
        <source>What you changed was removed in the other place.</source>
        <translation>Was Sie geändert haben, wurde am anderen Ort entfernt.</translation>
    </message>
    <message>
        <source>chosen: %1</source>
        <translation>gewählt: %1</translation>
    </message>
</context>
<context>
    <name>FindingText</name>
    <message>
        <source>Left over from a program that was stopped</source>
        <translation>Überrest eines Programms, das angehalten wurde</translation>
    </message>
    <message>
        <source>A label with an impossible name</source>
        <translation>Ein Label mit einem unmöglichen Namen</translation>
    </message>
    <message>
        <source>The facts about the version are damaged</source>
        <translation>Die Angaben zur Version sind beschädigt</translation>
    </message>
    <message>
        <source>A folder with a name no prompt can have</source>
        <translation>Ein Ordner mit einem Namen, den kein Prompt haben kann</translation>
    </message>
    <message>
        <source>The content was changed or is damaged</source>
        <translation>Der Inhalt wurde verändert oder ist beschädigt</translation>
    </message>
    <message>
        <source>A label that points at nothing</source>
        <translation>Ein Label, das auf nichts zeigt</translation>
    </message>
    <message>
        <source>An empty entry in the trash</source>
        <translation>Ein leerer Eintrag im Papierkorb</translation>
    </message>
    <message>
        <source>Remove the empty entry</source>
        <translation>Den leeren Eintrag entfernen</translation>
    </message>
    <message>
        <source>A file that does not belong to the library</source>
        <translation>Eine Datei, die nicht zur Bibliothek gehört</translation>
    </message>
    <message>
        <source>A file that is shared with another place</source>
        <translation>Eine Datei, die mit einem anderen Ort geteilt wird</translation>
    </message>
    <message>
        <source>Give it a copy of its own</source>
        <translation>Ihr eine eigene Kopie geben</translation>
    </message>
    <message>
        <source>Others on this computer may use it</source>
        <translation>Andere auf diesem Rechner haben Zugriff darauf</translation>
    </message>
    <message>
        <source>Make it yours alone</source>
        <translation>Nur für Sie zugänglich machen</translation>
    </message>
    <message>
        <source>The content is missing</source>
        <translation>Der Inhalt fehlt</translation>
    </message>
    <message>
        <source>The library has no library.json</source>
        <translation>Die Bibliothek hat keine library.json</translation>
    </message>
    <message>
        <source>Two names that differ only in case or accents</source>
        <translation>Zwei Namen, die sich nur in Groß- und Kleinschreibung oder Akzenten unterscheiden</translation>
    </message>
    <message>
        <source>Something that is no regular file</source>
        <translation>Etwas, das keine gewöhnliche Datei ist</translation>
    </message>
    <message>
        <source>A version that is no folder</source>
        <translation>Eine Version, die kein Ordner ist</translation>
    </message>
    <message>
        <source>The link “latest” is missing or wrong</source>
        <translation>Der Verweis „latest“ fehlt oder ist falsch</translation>
    </message>
    <message>
        <source>Point “latest” at the latest version</source>
        <translation>„latest“ auf die neueste Version zeigen lassen</translation>
    </message>
    <message>
        <source>A symbolic link, which is not followed</source>
        <translation>Ein symbolischer Verweis, dem nicht gefolgt wird</translation>
    </message>
    <message>
        <source>Something unknown in the trash</source>
        <translation>Etwas Unbekanntes im Papierkorb</translation>
    </message>
    <message>
        <source>It cannot be read</source>
        <translation>Es kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>Repair</source>
        <translation>Reparieren</translation>
    </message>
    <message>
        <source>Restore from a backup</source>
        <translation>Aus einer Sicherung wiederherstellen</translation>
    </message>
    <message>
        <source>Decide yourself</source>
        <translation>Selbst entscheiden</translation>
    </message>
    <message>
        <source>Nothing needed</source>
        <translation>Nichts nötig</translation>
    </message>
    <message>
        <source>It is damaged</source>
        <translation>Es ist beschädigt</translation>
    </message>
    <message>
        <source>It is not as it should be</source>
        <translation>Es ist nicht, wie es sein sollte</translation>
    </message>
    <message>
        <source>Something unusual</source>
        <translation>Etwas Ungewöhnliches</translation>
    </message>
    <message>
        <source>Put a good copy in its place</source>
        <translation>Eine unversehrte Kopie an seine Stelle setzen</translation>
    </message>
    <message>
        <source>Put it right</source>
        <translation>In Ordnung bringen</translation>
    </message>
    <message>
        <source>The library’s folder</source>
        <translation>Der Ordner der Bibliothek</translation>
    </message>
    <message>
        <source>Damaged</source>
        <translation>Beschädigt</translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation>Braucht Aufmerksamkeit</translation>
    </message>
    <message>
        <source>Harmless</source>
        <translation>Harmlos</translation>
    </message>
    <message>
        <source>Remove what was never published; what may be somebody’s work is moved to “lost”</source>
        <translation>Entfernen, was nie veröffentlicht wurde; was jemandes Arbeit sein kann, kommt nach „lost“</translation>
    </message>
    <message>
        <source>An upgrade that was stopped</source>
        <translation>Eine angehaltene Umstellung</translation>
    </message>
    <message>
        <source>Remove what was built of it</source>
        <translation>Entfernen, was davon schon entstanden ist</translation>
    </message>
    <message>
        <source>The file library.json is damaged</source>
        <translation>Die Datei library.json ist beschädigt</translation>
    </message>
    <message>
        <source>“latest” is no link</source>
        <translation>„latest“ ist kein Verweis</translation>
    </message>
    <message>
        <source>The facts were changed from outside, or are damaged</source>
        <translation>Die Angaben wurden von außen verändert oder sind beschädigt</translation>
    </message>
    <message>
        <source>An empty folder</source>
        <translation>Ein leerer Ordner</translation>
    </message>
    <message>
        <source>Remove the empty folder</source>
        <translation>Den leeren Ordner entfernen</translation>
    </message>
    <message>
        <source>Nothing is left of the version</source>
        <translation>Von der Version ist nichts übrig</translation>
    </message>
    <message>
        <source>Something that an earlier repair moved aside</source>
        <translation>Etwas, das eine frühere Reparatur beiseitegelegt hat</translation>
    </message>
    <message>
        <source>The folder of the prompts is missing</source>
        <translation>Der Ordner der Prompts fehlt</translation>
    </message>
    <message>
        <source>Make an empty one</source>
        <translation>Einen leeren anlegen</translation>
    </message>
    <message>
        <source>It has no metadata, so no checksum</source>
        <translation>Ohne Metadaten und damit ohne Prüfsumme</translation>
    </message>
    <message>
        <source>The library as it was before an upgrade</source>
        <translation>Die Bibliothek, wie sie vor einer Umstellung war</translation>
    </message>
    <message>
        <source>The same prompt under two names</source>
        <translation>Derselbe Prompt unter zwei Namen</translation>
    </message>
    <message>
        <source>A prompt that is partly in the trash</source>
        <translation>Ein Prompt, der teilweise im Papierkorb liegt</translation>
    </message>
    <message>
        <source>Closed to its own owner</source>
        <translation>Für den eigenen Besitzer gesperrt</translation>
    </message>
    <message>
        <source>Open it for you</source>
        <translation>Für Sie zugänglich machen</translation>
    </message>
    <message>
        <source>An upgrade that was cut off</source>
        <translation>Eine abgebrochene Umstellung</translation>
    </message>
    <message>
        <source>Complete the upgrade</source>
        <translation>Die Umstellung abschließen</translation>
    </message>
    <message>
        <source>Not protected against changes from outside</source>
        <translation>Nicht gegen Änderungen von außen geschützt</translation>
    </message>
    <message>
        <source>The facts belong to another version</source>
        <translation>Die Angaben gehören zu einer anderen Version</translation>
    </message>
    <message>
        <source>It belongs to another user</source>
        <translation>Es gehört einem anderen Benutzer</translation>
    </message>
    <message>
        <source>Look at it, then accept it</source>
        <translation>Ansehen, dann annehmen</translation>
    </message>
    <message>
        <source>Delete it from the trash</source>
        <translation>Aus dem Papierkorb löschen</translation>
    </message>
    <message>
        <source>%1, in the trash</source>
        <translation>%1, im Papierkorb</translation>
    </message>
</context>
<context>
    <name>Format</name>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <translation>vor %1 min</translation>
    </message>
    <message>
        <source>%1 h ago</source>
        <translation>vor %1 h</translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation>gestern</translation>
    </message>
    <message>
        <source>%1 days ago</source>
        <translation>vor %1 Tagen</translation>
    </message>
    <message>
        <source>d MMM yyyy</source>
        <translation>d. MMM yyyy</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1 bytes</source>
        <translation>%1 Byte</translation>
    </message>
</context>
<context>
    <name>HealthReport</name>
    <message>
        <source>Check of “%1” (%2), %3</source>
        <translation>Prüfung von „%1“ (%2), %3</translation>
    </message>
    <message>
        <source>Prompts: %1, versions: %2, intact: %3, read: %4</source>
        <translation>Prompts: %1, Versionen: %2, unversehrt: %3, gelesen: %4</translation>
    </message>
    <message>
        <source>Everything is intact.</source>
        <translation>Alles ist unversehrt.</translation>
    </message>
</context>
<context>
    <name>HelpDialogs</name>
    <message>
        <source> or </source>
        <translation> oder </translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filtern</translation>
    </message>
    <message>
        <source>Filter shortcuts</source>
        <translation>Tastenkürzel filtern</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Aktion</translation>
    </message>
    <message>
        <source>Shortcut</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>About Pulse</source>
        <translation>Über Pulse</translation>
    </message>
    <message>
        <source>Pulse %1</source>
        <translation>Pulse %1</translation>
    </message>
    <message>
        <source>A library for LLM prompts: names, versions, labels and history, in plain files.</source>
        <translation>Eine Bibliothek für LLM-Prompts: Namen, Versionen, Labels und Verlauf, in einfachen Dateien.</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>Lizenzen</translation>
    </message>
    <message>
        <source>Running with Qt %1.</source>
        <translation>Läuft mit Qt %1.</translation>
    </message>
</context>
<context>
    <name>LibraryPlace</name>
    <message>
        <source>Give the whole path of the folder, beginning with “/”.</source>
        <translation>Geben Sie den ganzen Pfad des Ordners an; er beginnt mit „/“.</translation>
    </message>
    <message>
        <source>A bucket’s name has 3 to 63 small letters, digits, dots and hyphens.</source>
        <translation>Der Name eines Buckets hat 3 bis 63 Kleinbuchstaben, Ziffern, Punkte und Bindestriche.</translation>
    </message>
    <message>
        <source>That is no web address. An example: https://dav.example.org/prompts</source>
        <translation>Das ist keine Webadresse. Ein Beispiel: https://dav.example.org/prompts</translation>
    </message>
    <message>
        <source>The address begins with “https://”.</source>
        <translation>Die Adresse beginnt mit „https://“.</translation>
    </message>
    <message>
        <source>That is no repository’s address. Examples: https://git.example.org/team/prompts.git, git@git.example.org:team/prompts.git, or a path.</source>
        <translation>Das ist keine Adresse eines Repositorys. Beispiele: https://git.example.org/team/prompts.git, git@git.example.org:team/prompts.git oder ein Pfad.</translation>
    </message>
    <message>
        <source>A folder on this computer</source>
        <translation>Ein Ordner auf diesem Rechner</translation>
    </message>
    <message>
        <source>Plain files, on a disk here or one that is mounted here.</source>
        <translation>Einfache Dateien, auf einer Platte hier oder einer, die hier eingebunden ist.</translation>
    </message>
    <message>
        <source>S3 storage</source>
        <translation>S3-Speicher</translation>
    </message>
    <message>
        <source>A bucket at Amazon, Ceph, MinIO or another service that speaks S3.</source>
        <translation>Ein Bucket bei Amazon, Ceph, MinIO oder einem anderen Dienst, der S3 spricht.</translation>
    </message>
    <message>
        <source>Nextcloud or ownCloud</source>
        <translation>Nextcloud oder ownCloud</translation>
    </message>
    <message>
        <source>A folder of yours on such a server.</source>
        <translation>Ein Ordner von Ihnen auf einem solchen Server.</translation>
    </message>
    <message>
        <source>A WebDAV server</source>
        <translation>Ein WebDAV-Server</translation>
    </message>
    <message>
        <source>A folder on Apache, nginx, lighttpd, rclone or another web server.</source>
        <translation>Ein Ordner auf Apache, nginx, lighttpd, rclone oder einem anderen Webserver.</translation>
    </message>
    <message>
        <source>A Git repository</source>
        <translation>Ein Git-Repository</translation>
    </message>
    <message>
        <source>Every change a commit, branches as sets of prompts.</source>
        <translation>Jede Änderung ein Commit, Zweige als Sätze von Prompts.</translation>
    </message>
    <message>
        <source>&amp;Folder:</source>
        <translation>&amp;Ordner:</translation>
    </message>
    <message>
        <source>A library is made there when there is none.</source>
        <translation>Gibt es dort keine Bibliothek, wird eine angelegt.</translation>
    </message>
    <message>
        <source>&amp;Bucket:</source>
        <translation>&amp;Bucket:</translation>
    </message>
    <message>
        <source>&amp;Folder in it:</source>
        <translation>&amp;Ordner darin:</translation>
    </message>
    <message>
        <source>prompts (may stay empty)</source>
        <translation>prompts (darf leer bleiben)</translation>
    </message>
    <message>
        <source>Everything of the library is kept below it.</source>
        <translation>Alles von der Bibliothek liegt darunter.</translation>
    </message>
    <message>
        <source>&amp;Service:</source>
        <translation>&amp;Dienst:</translation>
    </message>
    <message>
        <source>The address of the service; stays empty for Amazon.</source>
        <translation>Die Adresse des Dienstes; bleibt für Amazon leer.</translation>
    </message>
    <message>
        <source>&amp;Region:</source>
        <translation>&amp;Region:</translation>
    </message>
    <message>
        <source>As the service names it; many have only one.</source>
        <translation>Wie der Dienst sie nennt; viele haben nur eine.</translation>
    </message>
    <message>
        <source>&amp;Address:</source>
        <translation>&amp;Adresse:</translation>
    </message>
    <message>
        <source>The folder in which the library is, or shall be.</source>
        <translation>Der Ordner, in dem die Bibliothek liegt oder liegen soll.</translation>
    </message>
    <message>
        <source>&amp;Certificates:</source>
        <translation>&amp;Zertifikate:</translation>
    </message>
    <message>
        <source>&amp;Server:</source>
        <translation>&amp;Server:</translation>
    </message>
    <message>
        <source>&amp;User name:</source>
        <translation>&amp;Benutzername:</translation>
    </message>
    <message>
        <source>As in the address of your files, under “Settings” in Nextcloud’s file view.</source>
        <translation>Wie in der Adresse Ihrer Dateien, unter „Einstellungen“ in der Dateiansicht von Nextcloud.</translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation>Prompts</translation>
    </message>
    <message>
        <source>Of your files there; it is made when it is missing.</source>
        <translation>Unter Ihren Dateien dort; fehlt er, wird er angelegt.</translation>
    </message>
    <message>
        <source>&amp;Repository:</source>
        <translation>&amp;Repository:</translation>
    </message>
    <message>
        <source>As its page shows it, for https or ssh; or the path of one on this computer.</source>
        <translation>Wie seine Seite es zeigt, für https oder ssh; oder der Pfad eines Repositorys auf diesem Rechner.</translation>
    </message>
    <message>
        <source>“%1” is still empty.</source>
        <translation>„%1“ ist noch leer.</translation>
    </message>
    <message>
        <source>The library needs a name.</source>
        <translation>Die Bibliothek braucht einen Namen.</translation>
    </message>
    <message>
        <source>A name has at most %1 characters.</source>
        <translation>Ein Name hat höchstens %1 Zeichen.</translation>
    </message>
    <message>
        <source>A name has letters from a to z, digits and hyphens only.</source>
        <translation>Ein Name hat nur Buchstaben von a bis z, Ziffern und Bindestriche.</translation>
    </message>
    <message>
        <source>There is a library of this name already.</source>
        <translation>Eine Bibliothek dieses Namens gibt es schon.</translation>
    </message>
    <message>
        <source>A file of your own authority’s certificates (ca-file); stays empty for the system’s.</source>
        <translation>Eine Datei mit den Zertifikaten Ihrer eigenen Stelle (ca-file); bleibt leer für die des Systems.</translation>
    </message>
    <message>
        <source>SSH &amp;key:</source>
        <translation>SSH-S&amp;chlüssel:</translation>
    </message>
    <message>
        <source>The file of a private key (ssh-key); stays empty for the agent’s and the usual ones.</source>
        <translation>Die Datei eines privaten Schlüssels (ssh-key); bleibt leer für die des Agenten und die üblichen.</translation>
    </message>
</context>
<context>
    <name>StepText</name>
    <message>
        <source>passed</source>
        <translation>in Ordnung</translation>
    </message>
    <message>
        <source>passed, with a warning</source>
        <translation>in Ordnung, mit einer Warnung</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Name of the host</source>
        <translation>Name des Rechners</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>Credentials</source>
        <translation>Zugangsdaten</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>Lesen</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>Uhr</translation>
    </message>
    <message>
        <source>Several writers at once</source>
        <translation>Mehrere Schreibende zugleich</translation>
    </message>
    <message>
        <source>Identity of the server</source>
        <translation>Identität des Servers</translation>
    </message>
</context>
<context>
    <name>SyncText</name>
    <message>
        <source>%1 s ago</source>
        <translation>vor %1 s</translation>
    </message>
    <message>
        <source>%1 queued</source>
        <translation>%1 warten</translation>
    </message>
    <message>
        <source>1 conflict</source>
        <translation>1 Konflikt</translation>
    </message>
    <message>
        <source>%1 conflicts</source>
        <translation>%1 Konflikte</translation>
    </message>
    <message>
        <source>synchronising…</source>
        <translation>wird abgeglichen…</translation>
    </message>
    <message>
        <source>synchronising… %1%</source>
        <translation>wird abgeglichen… %1 %</translation>
    </message>
    <message>
        <source>offline</source>
        <translation>offline</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>abgewiesen</translation>
    </message>
    <message>
        <source>waits for your answer</source>
        <translation>wartet auf Ihre Antwort</translation>
    </message>
    <message>
        <source>full</source>
        <translation>voll</translation>
    </message>
    <message>
        <source>slowed down</source>
        <translation>gebremst</translation>
    </message>
    <message>
        <source>not synchronised</source>
        <translation>nicht abgeglichen</translation>
    </message>
    <message>
        <source>next try in %1</source>
        <translation>nächster Versuch in %1</translation>
    </message>
    <message>
        <source>“%1” does not let us in.</source>
        <translation>„%1“ lässt uns nicht ein.</translation>
    </message>
    <message>
        <source>“%1” has not let us in since %2.</source>
        <translation>„%1“ lässt uns seit %2 nicht ein.</translation>
    </message>
    <message>
        <source>There is no room left for “%1” where it is kept.</source>
        <translation>Wo „%1“ liegt, ist kein Platz mehr.</translation>
    </message>
    <message>
        <source>There has been no room left for “%1” since %2.</source>
        <translation>Für „%1“ ist seit %2 kein Platz mehr.</translation>
    </message>
    <message>
        <source>“%1” asks us to slow down.</source>
        <translation>„%1“ bittet um langsamere Anfragen.</translation>
    </message>
    <message>
        <source>“%1” has asked us to slow down since %2.</source>
        <translation>„%1“ bittet seit %2 um langsamere Anfragen.</translation>
    </message>
    <message>
        <source>“%1” cannot be reached.</source>
        <translation>„%1“ ist nicht erreichbar.</translation>
    </message>
    <message>
        <source>“%1” has been offline since %2.</source>
        <translation>„%1“ ist seit %2 offline.</translation>
    </message>
    <message>
        <source>“%1” could not be synchronised.</source>
        <translation>„%1“ ließ sich nicht abgleichen.</translation>
    </message>
    <message>
        <source>“%1” has not been synchronised since %2.</source>
        <translation>„%1“ lässt sich seit %2 nicht abgleichen.</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 h</translation>
    </message>
    <message>
        <source>%1 since %2</source>
        <translation>%1 seit %2</translation>
    </message>
    <message>
        <source>synced %1</source>
        <translation>abgeglichen %1</translation>
    </message>
    <message>
        <source>not synchronised yet</source>
        <translation>noch nicht abgeglichen</translation>
    </message>
    <message>
        <source>synced</source>
        <translation>abgeglichen</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Both places were last the same: %1</source>
        <translation>Zuletzt an beiden Orten gleich: %1</translation>
    </message>
    <message>
        <source>Both places have not been compared yet.</source>
        <translation>Die beiden Orte wurden noch nicht verglichen.</translation>
    </message>
    <message>
        <source>1 prompt waits to be sent.</source>
        <translation>1 Prompt wartet darauf, gesendet zu werden.</translation>
    </message>
    <message>
        <source>%1 prompts wait to be sent.</source>
        <translation>%1 Prompts warten darauf, gesendet zu werden.</translation>
    </message>
    <message>
        <source>1 prompt changed in both places.</source>
        <translation>1 Prompt wurde an beiden Orten geändert.</translation>
    </message>
    <message>
        <source>%1 prompts changed in both places.</source>
        <translation>%1 Prompts wurden an beiden Orten geändert.</translation>
    </message>
    <message>
        <source>It has not worked since %1.</source>
        <translation>Es geht nicht seit: %1.</translation>
    </message>
    <message>
        <source>Next try: %1</source>
        <translation>Nächster Versuch: %1</translation>
    </message>
    <message>
        <source>“%1” looks different from last time. Nothing is sent or fetched until you say what is right.</source>
        <translation>„%1“ sieht anders aus als beim letzten Mal. Nichts wird gesendet oder geholt, bis Sie sagen, was richtig ist.</translation>
    </message>
    <message>
        <source>1 prompt is kept here and waits to be sent.</source>
        <translation>1 Prompt ist hier aufgehoben und wartet darauf, gesendet zu werden.</translation>
    </message>
    <message>
        <source>%1 prompts are kept here and wait to be sent.</source>
        <translation>%1 Prompts sind hier aufgehoben und warten darauf, gesendet zu werden.</translation>
    </message>
    <message>
        <source>Trying now…</source>
        <translation>Wird jetzt versucht…</translation>
    </message>
    <message>
        <source>Next try in %1.</source>
        <translation>Nächster Versuch in %1.</translation>
    </message>
    <message>
        <source>It is not tried again by itself.</source>
        <translation>Von selbst wird es nicht noch einmal versucht.</translation>
    </message>
    <message>
        <source>Both sides are the same.</source>
        <translation>Beide Seiten sind gleich.</translation>
    </message>
    <message>
        <source>Nothing to send or fetch; %1.</source>
        <translation>Nichts zu senden oder zu holen; %1.</translation>
    </message>
    <message>
        <source>Sent %1, received %2 (%3).</source>
        <translation>%1 gesendet, %2 empfangen (%3).</translation>
    </message>
    <message>
        <source>1 thing failed: %1</source>
        <translation>1 Sache ging schief: %1</translation>
    </message>
    <message>
        <source>%1 things failed, the first: %2</source>
        <translation>%1 Sachen gingen schief, die erste: %2</translation>
    </message>
    <message>
        <source>changes refused</source>
        <translation>Änderungen abgewiesen</translation>
    </message>
    <message>
        <source>“%1” takes no changes from here.</source>
        <translation>„%1“ nimmt von hier keine Änderungen an.</translation>
    </message>
    <message>
        <source>“%1” has taken no changes from here since %2.</source>
        <translation>„%1“ nimmt von hier seit %2 keine Änderungen an.</translation>
    </message>
    <message>
        <source>server unknown</source>
        <translation>Server unbekannt</translation>
    </message>
</context>
<context>
    <name>UnsavedWorkText</name>
    <message>
        <source>1 line added</source>
        <translation>1 Zeile mehr</translation>
    </message>
    <message>
        <source>%1 lines added</source>
        <translation>%1 Zeilen mehr</translation>
    </message>
    <message>
        <source>%1 changed</source>
        <translation>%1 geändert</translation>
    </message>
    <message>
        <source>1 line changed</source>
        <translation>1 Zeile geändert</translation>
    </message>
    <message>
        <source>%1 lines changed</source>
        <translation>%1 Zeilen geändert</translation>
    </message>
    <message>
        <source>%1 removed</source>
        <translation>%1 entfernt</translation>
    </message>
    <message>
        <source>1 line removed</source>
        <translation>1 Zeile entfernt</translation>
    </message>
    <message>
        <source>%1 lines removed</source>
        <translation>%1 Zeilen entfernt</translation>
    </message>
    <message>
        <source>1 line</source>
        <translation>1 Zeile</translation>
    </message>
    <message>
        <source>%1 lines</source>
        <translation>%1 Zeilen</translation>
    </message>
    <message>
        <source>New prompt without a name</source>
        <translation>Neuer Prompt ohne Namen</translation>
    </message>
    <message>
        <source>new prompt, %1</source>
        <translation>neuer Prompt, %1</translation>
    </message>
    <message>
        <source>%1 in all</source>
        <translation>zusammen %1</translation>
    </message>
    <message>
        <source>differs from %1</source>
        <translation>weicht von %1 ab</translation>
    </message>
    <message>
        <source>the same lines as %1</source>
        <translation>dieselben Zeilen wie %1</translation>
    </message>
    <message>
        <source>%1 since %2</source>
        <translation>%1 seit %2</translation>
    </message>
    <message>
        <source>%1 was published since this was begun.</source>
        <translation>Seit dies begonnen wurde, ist %1 veröffentlicht worden.</translation>
    </message>
    <message>
        <source>The prompt is not in the library any more. Publishing this brings it back.</source>
        <translation>Der Prompt ist nicht mehr in der Bibliothek. Veröffentlichen bringt ihn zurück.</translation>
    </message>
    <message>
        <source>A prompt of this name was published since. Give this one another name.</source>
        <translation>Inzwischen wurde ein Prompt dieses Namens veröffentlicht. Geben Sie diesem einen anderen Namen.</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>Opens the window on a library of LLM prompts. For the command line without a window: pulse-gui --cli help</source>
        <translation>Öffnet das Fenster mit einer Bibliothek von LLM-Prompts. Für die Befehlszeile ohne Fenster: pulse-gui --cli help</translation>
    </message>
    <message>
        <source>Open the sample library; make it when it is missing.</source>
        <translation>Die Beispielbibliothek öffnen; anlegen, wenn sie fehlt.</translation>
    </message>
    <message>
        <source>Open this library.</source>
        <translation>Diese Bibliothek öffnen.</translation>
    </message>
    <message>
        <source>Libraries to open: folders or URLs.</source>
        <translation>Zu öffnende Bibliotheken: Ordner oder URLs.</translation>
    </message>
    <message>
        <source>Put this environment in force.</source>
        <translation>Diese Umgebung gelten lassen.</translation>
    </message>
</context>
<context>
    <name>pulse::ui::ActivityModel</name>
    <message>
        <source>Working…</source>
        <translation>In Arbeit…</translation>
    </message>
    <message>
        <source>Cannot be undone</source>
        <translation>Nicht rückgängig zu machen</translation>
    </message>
    <message>
        <source>Undone</source>
        <translation>Rückgängig gemacht</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Enter: %1</source>
        <translation>Eingabetaste: %1</translation>
    </message>
</context>
<context>
    <name>pulse::ui::ActivityPanel</name>
    <message>
        <source>Activity</source>
        <translation>Aktivität</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>Schließen (Esc)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>What was done to this library</source>
        <translation>Was mit dieser Bibliothek geschehen ist</translation>
    </message>
    <message>
        <source>Nothing was done yet</source>
        <translation>Noch ist nichts geschehen</translation>
    </message>
    <message>
        <source>What you do to this library is listed here, to be taken back.</source>
        <translation>Was Sie mit dieser Bibliothek tun, steht hier und lässt sich rückgängig machen.</translation>
    </message>
</context>
<context>
    <name>pulse::ui::AddLibraryDialog</name>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Leave it empty to use the environment or the shared credentials file of this computer.</source>
        <translation>Bleibt leer, um die Umgebung oder die gemeinsame Datei mit Zugangsdaten dieses Rechners zu verwenden.</translation>
    </message>
    <message>
        <source>Leave it empty for a public repository, or to use Git’s own credential helpers.</source>
        <translation>Bleibt leer für ein öffentliches Repository oder um Gits eigene Helfer für Zugangsdaten zu verwenden.</translation>
    </message>
    <message>
        <source>Make an app password for Pulse under “Settings → Security”; it can be withdrawn by itself.</source>
        <translation>Legen Sie unter „Einstellungen → Sicherheit“ ein App-Passwort für Pulse an; es lässt sich für sich widerrufen.</translation>
    </message>
    <message>
        <source>Leave it empty when the server asks for nothing.</source>
        <translation>Bleibt leer, wenn der Server nach nichts fragt.</translation>
    </message>
    <message>
        <source>Where is the library kept?</source>
        <translation>Wo liegt die Bibliothek?</translation>
    </message>
    <message>
        <source>A library behind a network is also kept here, so that it is quick and works offline.</source>
        <translation>Was hinter einem Netz liegt, wird auch hier aufbewahrt; so ist es schnell und geht ohne Netz.</translation>
    </message>
    <message>
        <source>What lets you in?</source>
        <translation>Womit kommen Sie hinein?</translation>
    </message>
    <message>
        <source>Does it work?</source>
        <translation>Geht es?</translation>
    </message>
    <message>
        <source>Nothing that is tried stays there.</source>
        <translation>Von dem, was versucht wird, bleibt dort nichts.</translation>
    </message>
    <message>
        <source>What is it called?</source>
        <translation>Wie heißt sie?</translation>
    </message>
    <message>
        <source>So it is named in menus and commands.</source>
        <translation>So heißt sie in Menüs und Befehlen.</translation>
    </message>
    <message>
        <source>Add library</source>
        <translation>Bibliothek hinzufügen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Continue anyway</source>
        <translation>Trotzdem weiter</translation>
    </message>
    <message>
        <source>Add a library</source>
        <translation>Eine Bibliothek hinzufügen</translation>
    </message>
    <message>
        <source>Change “%1”</source>
        <translation>„%1“ ändern</translation>
    </message>
</context>
<context>
    <name>pulse::ui::BackupActions</name>
    <message>
        <source>Backing up “%1”…</source>
        <translation>„%1“ wird gesichert…</translation>
    </message>
    <message>
        <source>The backup of “%1” that was due was not taken. %2</source>
        <translation>Die fällige Sicherung von „%1“ wurde nicht angelegt. %2</translation>
    </message>
    <message>
        <source>Show backups</source>
        <translation>Sicherungen zeigen</translation>
    </message>
    <message>
        <source>Backups: %1</source>
        <translation>Sicherungen: %1</translation>
    </message>
    <message>
        <source>Backups of “%1”</source>
        <translation>Sicherungen von „%1“</translation>
    </message>
</context>
<context>
    <name>pulse::ui::BackupsPage</name>
    <message>
        <source>Restore…</source>
        <translation>Wiederherstellen…</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Remove old…</source>
        <translation>Alte entfernen…</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>Ändern…</translation>
    </message>
    <message>
        <source>Back up by itself every</source>
        <translation>Von selbst sichern alle</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Brings back all of the chosen backup, or parts of it; first shows what will be done</source>
        <translation>Holt die gewählte Sicherung ganz oder teilweise zurück; zeigt zuerst, was geschehen wird</translation>
    </message>
    <message>
        <source>Reads every byte of the backups and compares it with its checksum</source>
        <translation>Liest jedes Byte der Sicherungen und vergleicht es mit seiner Prüfsumme</translation>
    </message>
    <message>
        <source>Removes old backups by rules; first shows which</source>
        <translation>Entfernt alte Sicherungen nach Regeln; zeigt zuerst, welche</translation>
    </message>
    <message>
        <source>Backups of the library</source>
        <translation>Sicherungen der Bibliothek</translation>
    </message>
    <message>
        <source>Backups</source>
        <translation>Sicherungen</translation>
    </message>
    <message>
        <source>Change where backups are kept</source>
        <translation>Ändern, wo Sicherungen liegen</translation>
    </message>
    <message>
        <source> h</source>
        <translation> h</translation>
    </message>
    <message>
        <source>Hours between backups</source>
        <translation>Stunden zwischen den Sicherungen</translation>
    </message>
    <message>
        <source>While this window is open; one that was missed is taken at the next start</source>
        <translation>Solange dieses Fenster offen ist; eine versäumte wird beim nächsten Start nachgeholt</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Back up now</source>
        <translation>Jetzt sichern</translation>
    </message>
    <message>
        <source>Kept in %1</source>
        <translation>Liegen in %1</translation>
    </message>
    <message>
        <source>No backup yet</source>
        <translation>Noch keine Sicherung</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Wird nachgesehen…</translation>
    </message>
    <message>
        <source>A backup holds every version of every prompt. The first one copies everything, later ones only what is new.</source>
        <translation>Eine Sicherung enthält jede Version jedes Prompts. Die erste kopiert alles, spätere nur, was neu ist.</translation>
    </message>
    <message>
        <source>Reading the backups…</source>
        <translation>Sicherungen werden gelesen…</translation>
    </message>
    <message>
        <source>Taking a backup…</source>
        <translation>Sicherung wird angelegt…</translation>
    </message>
    <message>
        <source>Last backup %1</source>
        <translation>Letzte Sicherung %1</translation>
    </message>
    <message>
        <source>Backups: %1</source>
        <translation>Sicherungen: %1</translation>
    </message>
    <message>
        <source>Backups of “%1”</source>
        <translation>Sicherungen von „%1“</translation>
    </message>
    <message>
        <source>Stopped. The backups that are there are whole; the next one goes on from them.</source>
        <translation>Angehalten. Die vorhandenen Sicherungen sind vollständig; die nächste baut auf ihnen auf.</translation>
    </message>
    <message>
        <source>Change the folder…</source>
        <translation>Ordner ändern…</translation>
    </message>
    <message>
        <source>Back up there anyway</source>
        <translation>Trotzdem dort sichern</translation>
    </message>
    <message>
        <source>Back up as it is now</source>
        <translation>So sichern, wie sie ist</translation>
    </message>
    <message>
        <source>The backup is there, but damaged versions are not in it as they should be: %1. Check the library to see which.</source>
        <translation>Die Sicherung ist angelegt, aber beschädigte Versionen sind nicht so darin, wie sie sein sollten: %1. Prüfen Sie die Bibliothek, um zu sehen, welche.</translation>
    </message>
    <message>
        <source>Backed up. Nothing has changed since the backup before.</source>
        <translation>Gesichert. Seit der vorigen Sicherung hat sich nichts geändert.</translation>
    </message>
    <message>
        <source>Backed up. %1 were added.</source>
        <translation>Gesichert. %1 kamen hinzu.</translation>
    </message>
    <message>
        <source>The check was stopped before its end.</source>
        <translation>Die Prüfung wurde vor ihrem Ende angehalten.</translation>
    </message>
    <message>
        <source>All backups are intact: %1 read and compared.</source>
        <translation>Alle Sicherungen sind unversehrt: %1 gelesen und verglichen.</translation>
    </message>
    <message>
        <source>The backups are damaged; versions that can no longer be restored from them: %1. %2 Take a new backup now, so that what the library holds is safe again.</source>
        <translation>Die Sicherungen sind beschädigt; Versionen, die sich daraus nicht mehr wiederherstellen lassen: %1. %2 Legen Sie jetzt eine neue Sicherung an, damit der Inhalt der Bibliothek wieder sicher ist.</translation>
    </message>
    <message>
        <source>Keep backups in this folder</source>
        <translation>Sicherungen in diesem Ordner ablegen</translation>
    </message>
    <message>
        <source>while this window is open · next %1</source>
        <translation>solange dieses Fenster offen ist · nächste %1</translation>
    </message>
    <message>
        <source>while this window is open</source>
        <translation>solange dieses Fenster offen ist</translation>
    </message>
</context>
<context>
    <name>pulse::ui::BranchActions</name>
    <message>
        <source>Branch</source>
        <translation>Zweig</translation>
    </message>
    <message>
        <source>This library has no branches</source>
        <translation>Diese Bibliothek hat keine Zweige</translation>
    </message>
    <message>
        <source>Branch “%1”: change to another</source>
        <translation>Zweig „%1“: zu einem anderen wechseln</translation>
    </message>
    <message>
        <source>Branch %1</source>
        <translation>Zweig %1</translation>
    </message>
    <message>
        <source>Working on “%1” now.</source>
        <translation>Es wird jetzt auf „%1“ gearbeitet.</translation>
    </message>
    <message>
        <source>Branches: %1</source>
        <translation>Zweige: %1</translation>
    </message>
    <message>
        <source>The branches of “%1”</source>
        <translation>Die Zweige von „%1“</translation>
    </message>
    <message>
        <source>Merge: %1</source>
        <translation>Zusammenführen: %1</translation>
    </message>
    <message>
        <source>What “%1” and “%2” changed differently</source>
        <translation>Was „%1“ und „%2“ verschieden geändert haben</translation>
    </message>
</context>
<context>
    <name>pulse::ui::BranchesModel</name>
    <message>
        <source>only here</source>
        <translation>nur hier</translation>
    </message>
    <message>
        <source>%1 to send</source>
        <translation>%1 zu senden</translation>
    </message>
    <message>
        <source>%1 to receive</source>
        <translation>%1 zu empfangen</translation>
    </message>
    <message>
        <source>%1, current branch</source>
        <translation>%1, aktueller Zweig</translation>
    </message>
    <message>
        <source>Branch</source>
        <translation>Zweig</translation>
    </message>
    <message>
        <source>Kept in step with</source>
        <translation>Im Gleichschritt mit</translation>
    </message>
    <message>
        <source>Last change</source>
        <translation>Letzte Änderung</translation>
    </message>
</context>
<context>
    <name>pulse::ui::BranchesPage</name>
    <message>
        <source>&amp;Create</source>
        <translation>&amp;Anlegen</translation>
    </message>
    <message>
        <source>&amp;Switch to it</source>
        <translation>Dorthin &amp;wechseln</translation>
    </message>
    <message>
        <source>&amp;Merge into the current one</source>
        <translation>In den aktuellen &amp;zusammenführen</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Unterschied</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>How the branches differ</source>
        <translation>Wie sich die Zweige unterscheiden</translation>
    </message>
    <message>
        <source>Branches</source>
        <translation>Zweige</translation>
    </message>
    <message>
        <source>Name of a new branch</source>
        <translation>Name eines neuen Zweigs</translation>
    </message>
    <message>
        <source>Begins a branch at what is current, and works on it from then on</source>
        <translation>Beginnt einen Zweig bei dem, was aktuell ist; von da an wird auf ihm gearbeitet</translation>
    </message>
    <message>
        <source>Made “%1”, and working on it now.</source>
        <translation>„%1“ ist angelegt; es wird jetzt darauf gearbeitet.</translation>
    </message>
    <message>
        <source>Working on “%1” now.</source>
        <translation>Es wird jetzt auf „%1“ gearbeitet.</translation>
    </message>
    <message>
        <source>Choose another branch to see how it differs from this one.</source>
        <translation>Wählen Sie einen anderen Zweig, um zu sehen, wie er sich von diesem unterscheidet.</translation>
    </message>
    <message>
        <source>There is no other branch to compare with.</source>
        <translation>Es gibt keinen anderen Zweig zum Vergleichen.</translation>
    </message>
    <message>
        <source>Comparing…</source>
        <translation>Wird verglichen…</translation>
    </message>
    <message>
        <source>has %1</source>
        <translation>hat %1</translation>
    </message>
    <message>
        <source>lacks %1</source>
        <translation>ohne %1</translation>
    </message>
    <message>
        <source>only there</source>
        <translation>nur dort</translation>
    </message>
    <message>
        <source>not there</source>
        <translation>dort nicht</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>geändert</translation>
    </message>
    <message>
        <source>The branches could not be compared.</source>
        <translation>Die Zweige ließen sich nicht vergleichen.</translation>
    </message>
    <message>
        <source>“%1” holds the same as “%2”.</source>
        <translation>„%1“ enthält dasselbe wie „%2“.</translation>
    </message>
    <message>
        <source>1 prompt is different in “%1” than in “%2”:</source>
        <translation>1 Prompt ist in „%1“ anders als in „%2“:</translation>
    </message>
    <message>
        <source>%1 prompts are different in “%2” than in “%3”:</source>
        <translation>%1 Prompts sind in „%2“ anders als in „%3“:</translation>
    </message>
    <message>
        <source>Branches of “%1”</source>
        <translation>Zweige von „%1“</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen…</translation>
    </message>
    <message>
        <source>You are working on “%1”.</source>
        <translation>Sie arbeiten auf „%1“.</translation>
    </message>
    <message>
        <source>&amp;Merge into “%1”</source>
        <translation>In „%1“ &amp;zusammenführen</translation>
    </message>
    <message>
        <source>1 thing was changed differently in “%1”. Nothing has changed yet.</source>
        <translation>1 Sache wurde in „%1“ anders geändert. Noch ist alles, wie es war.</translation>
    </message>
    <message>
        <source>%1 things were changed differently in “%2”. Nothing has changed yet.</source>
        <translation>%1 Sachen wurden in „%2“ anders geändert. Noch ist alles, wie es war.</translation>
    </message>
    <message>
        <source>Merged “%1”: 1 prompt changed.</source>
        <translation>„%1“ zusammengeführt: 1 Prompt hat sich geändert.</translation>
    </message>
    <message>
        <source>Merged “%1”: %2 prompts changed.</source>
        <translation>„%1“ zusammengeführt: %2 Prompts haben sich geändert.</translation>
    </message>
</context>
<context>
    <name>pulse::ui::ChoiceCard</name>
    <message>
        <source>Proposed. %1</source>
        <translation>Vorgeschlagen. %1</translation>
    </message>
    <message>
        <source>proposed</source>
        <translation>vorgeschlagen</translation>
    </message>
</context>
<context>
    <name>pulse::ui::CommandPalette</name>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>Type what you want to do</source>
        <translation>Was ist zu tun?</translation>
    </message>
    <message>
        <source>No command matches “%1”.</source>
        <translation>Kein Befehl passt zu „%1“.</translation>
    </message>
</context>
<context>
    <name>pulse::ui::ComparisonView</name>
    <message>
        <source>Side by side</source>
        <translation>Nebeneinander</translation>
    </message>
    <message>
        <source>Show the two versions beside each other</source>
        <translation>Beide Versionen nebeneinander zeigen</translation>
    </message>
    <message>
        <source>Inline</source>
        <translation>Untereinander</translation>
    </message>
    <message>
        <source>Show removed and added lines below each other</source>
        <translation>Entfernte und hinzugefügte Zeilen untereinander zeigen</translation>
    </message>
    <message>
        <source>All lines</source>
        <translation>Alle Zeilen</translation>
    </message>
    <message>
        <source>Show unchanged lines too</source>
        <translation>Auch unveränderte Zeilen zeigen</translation>
    </message>
    <message>
        <source>Previous change</source>
        <translation>Vorige Änderung</translation>
    </message>
    <message>
        <source>Previous change (F8)</source>
        <translation>Vorige Änderung (F8)</translation>
    </message>
    <message>
        <source>Next change</source>
        <translation>Nächste Änderung</translation>
    </message>
    <message>
        <source>Next change (F7)</source>
        <translation>Nächste Änderung (F7)</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>The words are the same; only the line breaks or a byte-order mark differ.</source>
        <translation>Die Wörter sind gleich; nur die Zeilenenden oder eine Byte-Order-Marke sind anders.</translation>
    </message>
    <message>
        <source>No difference</source>
        <translation>Kein Unterschied</translation>
    </message>
    <message>
        <source>%1 and %2 are the same to the last byte.</source>
        <translation>%1 und %2 sind bis aufs letzte Byte gleich.</translation>
    </message>
    <message>
        <source>Change %1 of %2</source>
        <translation>Änderung %1 von %2</translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) changed</source>
        <translation>
            <numerusform>%n Zeile geändert</numerusform>
            <numerusform>%n Zeilen geändert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n added</source>
        <translation>
            <numerusform>%n hinzugefügt</numerusform>
            <numerusform>%n hinzugefügt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n removed</source>
        <translation>
            <numerusform>%n entfernt</numerusform>
            <numerusform>%n entfernt</numerusform>
        </translation>
    </message>
    <message>
        <source>Restore %1…</source>
        <translation>%1 wiederherstellen…</translation>
    </message>
    <message>
        <source>Publish the content of %1 as a new version</source>
        <translation>Den Inhalt von %1 als neue Version veröffentlichen</translation>
    </message>
</context>
<context>
    <name>pulse::ui::ConflictsModel</name>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Chosen</source>
        <translation>Gewählt</translation>
    </message>
</context>
<context>
    <name>pulse::ui::ConflictsPage</name>
    <message>
        <source>Keep &amp;mine</source>
        <translation>&amp;Meins behalten</translation>
    </message>
    <message>
        <source>Keep &amp;theirs</source>
        <translation>&amp;Ihres behalten</translation>
    </message>
    <message>
        <source>Keep &amp;both</source>
        <translation>&amp;Beides behalten</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Open prompt</source>
        <translation>Prompt öffnen</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>Zusammenführen</translation>
    </message>
    <message>
        <source>Conflicts</source>
        <translation>Konflikte</translation>
    </message>
    <message>
        <source>What was changed in both places</source>
        <translation>Was an beiden Orten geändert wurde</translation>
    </message>
    <message>
        <source>The next conflict (%1)</source>
        <translation>Der nächste Konflikt (%1)</translation>
    </message>
    <message>
        <source>The conflict before (%1)</source>
        <translation>Der Konflikt davor (%1)</translation>
    </message>
    <message>
        <source>Open the prompt with its history</source>
        <translation>Den Prompt mit seinem Verlauf öffnen</translation>
    </message>
    <message>
        <source>%1: nothing</source>
        <translation>%1: nichts</translation>
    </message>
    <message>
        <source>Theirs — %1</source>
        <translation>Ihres — %1</translation>
    </message>
    <message>
        <source>Mine — %1</source>
        <translation>Meins — %1</translation>
    </message>
    <message>
        <source>at an unknown time</source>
        <translation>zu unbekannter Zeit</translation>
    </message>
    <message>
        <source>%1 by %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Theirs: %1 · Mine: %2, each by its own clock</source>
        <translation>Ihres: %1 · Meins: %2, jedes nach seiner eigenen Uhr</translation>
    </message>
    <message>
        <source>Conflicts in “%1”</source>
        <translation>Konflikte in „%1“</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Wird nachgesehen…</translation>
    </message>
    <message>
        <source>1 thing was changed differently on both sides</source>
        <translation>1 Sache wurde auf beiden Seiten verschieden geändert</translation>
    </message>
    <message>
        <source>%1 things were changed differently on both sides</source>
        <translation>%1 Sachen wurden auf beiden Seiten verschieden geändert</translation>
    </message>
    <message>
        <source>Choose for each; nothing changes before you merge.</source>
        <translation>Wählen Sie für jede; bis zum Zusammenführen ändert sich nichts.</translation>
    </message>
    <message>
        <source>Whatever you choose, the other side stays: nothing is lost.</source>
        <translation>Was Sie auch wählen, die andere Seite bleibt: nichts geht verloren.</translation>
    </message>
    <message>
        <source>No conflicts</source>
        <translation>Keine Konflikte</translation>
    </message>
    <message>
        <source>What was changed in both places at once would be shown here, to be chosen.</source>
        <translation>Was an beiden Orten zugleich geändert wurde, stünde hier zur Wahl.</translation>
    </message>
    <message>
        <source>Brings both branches together as you chose</source>
        <translation>Führt beide Zweige so zusammen, wie Sie gewählt haben</translation>
    </message>
    <message>
        <source>Choose for every conflict first.</source>
        <translation>Wählen Sie zuerst für jeden Konflikt.</translation>
    </message>
    <message>
        <source>Your text is what counts; theirs stays beside it as a version of its own</source>
        <translation>Ihr eigener Text gilt; der andere bleibt daneben als Version für sich</translation>
    </message>
    <message>
        <source>What you have counts in both places</source>
        <translation>Was Sie haben, gilt an beiden Orten</translation>
    </message>
    <message>
        <source>Their text is %1; yours stays beside it as a pre-release version</source>
        <translation>Der Text der anderen ist %1; Ihrer bleibt daneben als Vorabversion</translation>
    </message>
    <message>
        <source>What they have counts in both places</source>
        <translation>Was die anderen haben, gilt an beiden Orten</translation>
    </message>
    <message>
        <source>Theirs keeps the number %1, and yours stays as the pre-release version that it is</source>
        <translation>Der Text der anderen behält die Nummer %1, und Ihrer bleibt die Vorabversion, die er ist</translation>
    </message>
    <message>
        <source>Only two texts can both be kept: here one of the two has to count.</source>
        <translation>Nur zwei Texte lassen sich beide behalten: hier muss eines von beiden gelten.</translation>
    </message>
    <message>
        <source>Kept mine for %1.</source>
        <translation>Meins behalten: %1.</translation>
    </message>
    <message>
        <source>Kept theirs for %1.</source>
        <translation>Ihres behalten: %1.</translation>
    </message>
    <message>
        <source>Kept both for %1.</source>
        <translation>Beides behalten: %1.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>this computer</source>
        <translation>dieser Rechner</translation>
    </message>
</context>
<context>
    <name>pulse::ui::ConnectionSteps</name>
    <message>
        <source>Steps of the test</source>
        <translation>Schritte der Prüfung</translation>
    </message>
</context>
<context>
    <name>pulse::ui::ConnectionTest</name>
    <message>
        <source>Copy report</source>
        <translation>Bericht kopieren</translation>
    </message>
    <message>
        <source>Copies every step as text, for somebody who can help</source>
        <translation>Kopiert jeden Schritt als Text, für jemanden, der helfen kann</translation>
    </message>
    <message>
        <source>Trying…</source>
        <translation>Wird versucht…</translation>
    </message>
    <message>
        <source>Not tried yet</source>
        <translation>Noch nicht versucht</translation>
    </message>
    <message>
        <source>Trying the way to the library…</source>
        <translation>Der Weg zur Bibliothek wird versucht…</translation>
    </message>
    <message>
        <source>It works; see the warnings</source>
        <translation>Es geht; siehe die Warnungen</translation>
    </message>
    <message>
        <source>It works</source>
        <translation>Es geht</translation>
    </message>
    <message>
        <source>It does not work yet</source>
        <translation>Es geht noch nicht</translation>
    </message>
    <message>
        <source>Stopped before the end</source>
        <translation>Vor dem Ende angehalten</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Test again</source>
        <translation>Noch einmal prüfen</translation>
    </message>
    <message>
        <source>Look at the key…</source>
        <translation>Schlüssel ansehen…</translation>
    </message>
    <message>
        <source>Shows by which key this server can be told from others, and lets you trust it</source>
        <translation>Zeigt, an welchem Schlüssel dieser Server zu erkennen ist, und lässt ihm vertrauen</translation>
    </message>
</context>
<context>
    <name>pulse::ui::CopyLibrarySheet</name>
    <message>
        <source>Copy “%1”</source>
        <translation>„%1“ kopieren</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>How much</source>
        <translation>Wie viel</translation>
    </message>
    <message>
        <source>What is copied</source>
        <translation>Was kopiert wird</translation>
    </message>
    <message>
        <source>A library’s name, a folder or an address</source>
        <translation>Der Name einer Bibliothek, ein Ordner oder eine Adresse</translation>
    </message>
    <message>
        <source>Where it is copied to</source>
        <translation>Wohin kopiert wird</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>Einen Ordner wählen…</translation>
    </message>
    <message>
        <source>&amp;To:</source>
        <translation>&amp;Nach:</translation>
    </message>
    <message>
        <source>Everything is copied, with its history; what is there already is not touched.</source>
        <translation>Alles wird kopiert, mit seinem Verlauf; was schon da ist, bleibt unberührt.</translation>
    </message>
    <message>
        <source>Look what there is to copy</source>
        <translation>Nachsehen, was zu kopieren ist</translation>
    </message>
    <message>
        <source>Copy the library into a folder</source>
        <translation>Die Bibliothek in einen Ordner kopieren</translation>
    </message>
    <message>
        <source>Copying…</source>
        <translation>Wird kopiert…</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Looking what there is to copy…</source>
        <translation>Es wird nachgesehen, was zu kopieren ist…</translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation>Prompts</translation>
    </message>
    <message>
        <source>Versions copied</source>
        <translation>Kopierte Versionen</translation>
    </message>
    <message>
        <source>Versions to copy</source>
        <translation>Zu kopierende Versionen</translation>
    </message>
    <message>
        <source>Versions that were there already</source>
        <translation>Versionen, die schon da waren</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Labels</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>Inhalt</translation>
    </message>
    <message>
        <source>Versions read back and found the same</source>
        <translation>Versionen, zurückgelesen und gleich</translation>
    </message>
    <message>
        <source>It cannot be told what would be copied.</source>
        <translation>Es lässt sich nicht sagen, was kopiert würde.</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Noch einmal nachsehen</translation>
    </message>
    <message>
        <source>There is no library at %1 yet; one is made.</source>
        <translation>Unter %1 gibt es noch keine Bibliothek; es wird eine angelegt.</translation>
    </message>
    <message>
        <source>Everything is there already. Copying compares it once more.</source>
        <translation>Alles ist schon da. Kopieren vergleicht es noch einmal.</translation>
    </message>
    <message>
        <source>Some things cannot be copied; they stay as they are, here and there.</source>
        <translation>Manches lässt sich nicht kopieren; es bleibt hier und dort, wie es ist.</translation>
    </message>
    <message>
        <source>What is missing at %1 is copied there; nothing there is overwritten.</source>
        <translation>Was unter %1 fehlt, wird dorthin kopiert; nichts dort wird überschrieben.</translation>
    </message>
    <message>
        <source>Stopped. What was copied stays, and copying again goes on from there.</source>
        <translation>Angehalten. Was kopiert ist, bleibt; noch einmal kopieren macht dort weiter.</translation>
    </message>
    <message>
        <source>The library was not copied to its end. Copying again goes on from there.</source>
        <translation>Die Bibliothek wurde nicht zu Ende kopiert. Noch einmal kopieren macht dort weiter.</translation>
    </message>
    <message>
        <source>Copied, and kept on this computer until it can be sent.</source>
        <translation>Kopiert und auf diesem Rechner aufgehoben, bis es sich senden lässt.</translation>
    </message>
    <message>
        <source>Copied and compared: the 1 version is the same in both places.</source>
        <translation>Kopiert und verglichen: die 1 Version ist an beiden Orten gleich.</translation>
    </message>
    <message>
        <source>Copied and compared: all %1 versions are the same in both places.</source>
        <translation>Kopiert und verglichen: alle %1 Versionen sind an beiden Orten gleich.</translation>
    </message>
    <message>
        <source>Copied, except for 1 thing.</source>
        <translation>Kopiert, bis auf 1 Sache.</translation>
    </message>
    <message>
        <source>Copied, except for %1 things.</source>
        <translation>Kopiert, bis auf %1 Sachen.</translation>
    </message>
    <message>
        <source>Copied on this computer. Sending it to where the library is kept…</source>
        <translation>Auf diesem Rechner kopiert. Wird dorthin gesendet, wo die Bibliothek liegt …</translation>
    </message>
    <message>
        <source>Look at the key…</source>
        <translation>Schlüssel ansehen…</translation>
    </message>
    <message>
        <source>Going to the server once more…</source>
        <translation>Der Server wird noch einmal aufgesucht …</translation>
    </message>
</context>
<context>
    <name>pulse::ui::CredentialDialog</name>
    <message>
        <source>Sign in to “%1”</source>
        <translation>Bei „%1“ anmelden</translation>
    </message>
    <message>
        <source>%1 — “%2”</source>
        <translation>%1 — „%2“</translation>
    </message>
    <message>
        <source>“%1” did not take it. Try again.</source>
        <translation>„%1“ hat es nicht angenommen. Versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>“%1” asks who you are</source>
        <translation>„%1“ fragt, wer Sie sind</translation>
    </message>
    <message>
        <source>This computer has no keychain that Pulse can use.</source>
        <translation>Dieser Rechner hat keinen Schlüsselbund, den Pulse verwenden kann.</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
</context>
<context>
    <name>pulse::ui::CredentialForm</name>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Show what is typed</source>
        <translation>Zeigen, was getippt ist</translation>
    </message>
    <message>
        <source>&amp;Keep in the keychain of this computer</source>
        <translation>Im &amp;Schlüsselbund dieses Rechners aufheben</translation>
    </message>
    <message>
        <source>Session &amp;token:</source>
        <translation>Sitzungs-&amp;Token:</translation>
    </message>
    <message>
        <source>only of temporary keys</source>
        <translation>nur bei Schlüsseln auf Zeit</translation>
    </message>
    <message>
        <source>&amp;Access key:</source>
        <translation>&amp;Zugriffsschlüssel:</translation>
    </message>
    <message>
        <source>&amp;User name:</source>
        <translation>&amp;Benutzername:</translation>
    </message>
    <message>
        <source>&amp;Secret key:</source>
        <translation>&amp;Geheimer Schlüssel:</translation>
    </message>
    <message>
        <source>&amp;Token:</source>
        <translation>&amp;Token:</translation>
    </message>
    <message>
        <source>&amp;Passphrase of the key:</source>
        <translation>&amp;Passphrase des Schlüssels:</translation>
    </message>
    <message>
        <source>&amp;Password:</source>
        <translation>&amp;Passwort:</translation>
    </message>
    <message>
        <source>It never stands in a file of Pulse, in an address or in a log.</source>
        <translation>Es steht nie in einer Datei von Pulse, in einer Adresse oder in einem Protokoll.</translation>
    </message>
    <message>
        <source>Pulse keeps it in memory until it ends, and asks for it again next time. %1</source>
        <translation>Pulse behält es im Speicher, bis es endet, und fragt beim nächsten Mal wieder. %1</translation>
    </message>
</context>
<context>
    <name>pulse::ui::DiffCanvas</name>
    <message>
        <source>Comparison</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Change %1 of %2</source>
        <translation>Änderung %1 von %2</translation>
    </message>
    <message>
        <source>%1, line %2: %3 became %4</source>
        <translation>%1, Zeile %2: aus %3 wurde %4</translation>
    </message>
    <message>
        <source>%1, line %2 removed: %3</source>
        <translation>%1, Zeile %2 entfernt: %3</translation>
    </message>
    <message>
        <source>%1, line %2 added: %3</source>
        <translation>%1, Zeile %2 hinzugefügt: %3</translation>
    </message>
    <message>
        <source>Copy the lines of %1</source>
        <translation>Zeilen von %1 kopieren</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <translation>%1 → %2</translation>
    </message>
    <message numerus="yes">
        <source>%n unchanged line(s)</source>
        <translation>
            <numerusform>%n unveränderte Zeile</numerusform>
            <numerusform>%n unveränderte Zeilen</numerusform>
        </translation>
    </message>
    <message>
        <source>⟨no line break at the end⟩</source>
        <translation>⟨kein Zeilenumbruch am Ende⟩</translation>
    </message>
</context>
<context>
    <name>pulse::ui::DocumentArea</name>
    <message>
        <source>New prompt</source>
        <translation>Neuer Prompt</translation>
    </message>
</context>
<context>
    <name>pulse::ui::DocumentHeader</name>
    <message>
        <source>Name, such as support/refund-reply</source>
        <translation>Name, etwa support/refund-reply</translation>
    </message>
    <message>
        <source>Name of the new prompt</source>
        <translation>Name des neuen Prompts</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Only the text</source>
        <translation>Nur der Text</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Geteilt</translation>
    </message>
    <message>
        <source>Text and preview side by side</source>
        <translation>Text und Vorschau nebeneinander</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>Only the preview</source>
        <translation>Nur die Vorschau</translation>
    </message>
    <message>
        <source>Give the prompt a name first.</source>
        <translation>Dem Prompt zuerst einen Namen geben.</translation>
    </message>
    <message>
        <source>A prompt of this name exists already.</source>
        <translation>Einen Prompt mit diesem Namen gibt es schon.</translation>
    </message>
</context>
<context>
    <name>pulse::ui::DocumentPage</name>
    <message>
        <source>%1 is not in the library any more. Your draft is kept; publish it to bring it back.</source>
        <translation>%1 ist nicht mehr in der Bibliothek. Der Entwurf bleibt erhalten; veröffentlichen holt den Prompt zurück.</translation>
    </message>
    <message>
        <source>Unsaved changes from %1 were restored.</source>
        <translation>Nicht gespeicherte Änderungen von %1 wurden wiederhergestellt.</translation>
    </message>
    <message>
        <source>Show difference</source>
        <translation>Unterschied zeigen</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Not in the library</source>
        <translation>Nicht in der Bibliothek</translation>
    </message>
    <message>
        <source>This version is damaged</source>
        <translation>Diese Version ist beschädigt</translation>
    </message>
    <message>
        <source>Cannot be shown now</source>
        <translation>Lässt sich jetzt nicht zeigen</translation>
    </message>
    <message>
        <source>%1 was published meanwhile; your draft began from %2. Both are kept.</source>
        <translation>Inzwischen wurde %1 veröffentlicht; der Entwurf begann bei %2. Beide bleiben erhalten.</translation>
    </message>
    <message>
        <source>%1 was published meanwhile. Your draft is kept beside it.</source>
        <translation>Inzwischen wurde %1 veröffentlicht. Der Entwurf bleibt daneben erhalten.</translation>
    </message>
    <message>
        <source>Base my draft on %1</source>
        <translation>Entwurf auf %1 aufbauen</translation>
    </message>
    <message>
        <source>%1 was removed from the library. Its text is kept here; publish it to bring it back.</source>
        <translation>%1 wurde aus der Bibliothek entfernt. Der Text bleibt hier erhalten; veröffentlichen holt den Prompt zurück.</translation>
    </message>
    <message>
        <source>Publish…</source>
        <translation>Veröffentlichen…</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>Wird geladen…</translation>
    </message>
    <message>
        <source>Draft saved</source>
        <translation>Entwurf gespeichert</translation>
    </message>
    <message>
        <source>The draft is not saved yet; the text is still here. %1</source>
        <translation>Der Entwurf ist noch nicht gespeichert; der Text ist noch hier. %1</translation>
    </message>
    <message>
        <source>too large to edit</source>
        <translation>zu groß zum Bearbeiten</translation>
    </message>
    <message>
        <source>Nothing to save</source>
        <translation>Nichts zu speichern</translation>
    </message>
    <message>
        <source>new, kept as a draft</source>
        <translation>neu, als Entwurf bewahrt</translation>
    </message>
    <message>
        <source>new</source>
        <translation>neu</translation>
    </message>
    <message>
        <source>not published</source>
        <translation>nicht veröffentlicht</translation>
    </message>
    <message>
        <source>older version</source>
        <translation>ältere Version</translation>
    </message>
    <message>
        <source>draft</source>
        <translation>Entwurf</translation>
    </message>
    <message>
        <source>draft, 1 change</source>
        <translation>Entwurf, 1 Änderung</translation>
    </message>
    <message>
        <source>draft, %1 changes</source>
        <translation>Entwurf, %1 Änderungen</translation>
    </message>
    <message>
        <source>read-only library</source>
        <translation>schreibgeschützte Bibliothek</translation>
    </message>
    <message>
        <source>read-only</source>
        <translation>schreibgeschützt</translation>
    </message>
    <message>
        <source>New prompt</source>
        <translation>Neuer Prompt</translation>
    </message>
    <message>
        <source>Restore from a backup…</source>
        <translation>Aus einer Sicherung wiederherstellen…</translation>
    </message>
    <message>
        <source>Look at it and accept it…</source>
        <translation>Ansehen und annehmen…</translation>
    </message>
    <message>
        <source>Check the library</source>
        <translation>Bibliothek prüfen</translation>
    </message>
    <message>
        <source>Checks the library; choose the line of this version there</source>
        <translation>Prüft die Bibliothek; wählen Sie dort die Zeile dieser Version</translation>
    </message>
    <message>
        <source>Shows all that is damaged</source>
        <translation>Zeigt alles, was beschädigt ist</translation>
    </message>
</context>
<context>
    <name>pulse::ui::DocumentTabs</name>
    <message>
        <source>Open prompts</source>
        <translation>Offene Prompts</translation>
    </message>
</context>
<context>
    <name>pulse::ui::DraftKeeper</name>
    <message>
        <source>There is no draft of “%1”.</source>
        <translation>Von „%1“ gibt es keinen Entwurf.</translation>
    </message>
</context>
<context>
    <name>pulse::ui::DraftRow</name>
    <message>
        <source>Continue</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Show difference</source>
        <translation>Unterschied zeigen</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Opens the prompt with this text</source>
        <translation>Öffnet den Prompt mit diesem Text</translation>
    </message>
    <message>
        <source>Shows what is different from the published version</source>
        <translation>Zeigt, was von der veröffentlichten Version abweicht</translation>
    </message>
    <message>
        <source>Deletes what was not published; can be taken back here</source>
        <translation>Löscht, was nicht veröffentlicht wurde; lässt sich hier zurücknehmen</translation>
    </message>
    <message>
        <source>Continue %1</source>
        <translation>%1 fortsetzen</translation>
    </message>
    <message>
        <source>Show difference of %1</source>
        <translation>Unterschied von %1 zeigen</translation>
    </message>
    <message>
        <source>Discard the draft of %1</source>
        <translation>Den Entwurf von %1 verwerfen</translation>
    </message>
    <message>
        <source>saved %1</source>
        <translation>gespeichert %1</translation>
    </message>
</context>
<context>
    <name>pulse::ui::ExportSheet</name>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>The &amp;latest version of each, as NAME.md</source>
        <translation>Jeweils die &amp;neueste Version, als NAME.md</translation>
    </message>
    <message>
        <source>&amp;All versions, as NAME/VERSION.md</source>
        <translation>&amp;Alle Versionen, als NAME/VERSION.md</translation>
    </message>
    <message>
        <source>&amp;Replace files that are there already</source>
        <translation>Vorhandene Dateien &amp;ersetzen</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Why it was not written</source>
        <translation>Warum sie nicht geschrieben wurde</translation>
    </message>
    <message>
        <source>Files that were not written</source>
        <translation>Dateien, die nicht geschrieben wurden</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Export from “%1”</source>
        <translation>Aus „%1“ exportieren</translation>
    </message>
    <message>
        <source>Into &amp;folder:</source>
        <translation>In &amp;Ordner:</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>1 file</source>
        <translation>1 Datei</translation>
    </message>
    <message>
        <source>%1 files</source>
        <translation>%1 Dateien</translation>
    </message>
    <message>
        <source>Export into a folder</source>
        <translation>In einen Ordner exportieren</translation>
    </message>
    <message>
        <source>Counting the files…</source>
        <translation>Dateien werden gezählt…</translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation>Wird geschrieben…</translation>
    </message>
    <message>
        <source>Stopped. What was written until then stays.</source>
        <translation>Angehalten. Was bis dahin geschrieben wurde, bleibt.</translation>
    </message>
    <message>
        <source>The export ended early.</source>
        <translation>Der Export endete vorzeitig.</translation>
    </message>
    <message>
        <source>Wrote %1, %2, to %3</source>
        <translation>%1, %2, nach %3 geschrieben</translation>
    </message>
    <message>
        <source>%1 not written</source>
        <translation>%1 nicht geschrieben</translation>
    </message>
    <message>
        <source>As &amp;NAME.md</source>
        <translation>Als &amp;NAME.md</translation>
    </message>
    <message>
        <source>As NAME/&amp;VERSION.md</source>
        <translation>Als NAME/&amp;VERSION.md</translation>
    </message>
</context>
<context>
    <name>pulse::ui::FactsView</name>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Nachricht</translation>
    </message>
    <message>
        <source>Author</source>
        <translation>Autor</translation>
    </message>
    <message>
        <source>Published</source>
        <translation>Veröffentlicht</translation>
    </message>
    <message>
        <source>Details changed</source>
        <translation>Details geändert</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>Variables</source>
        <translation>Variablen</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Read the content again and compare it with its checksum</source>
        <translation>Den Inhalt erneut lesen und mit seiner Prüfsumme vergleichen</translation>
    </message>
    <message>
        <source>Copy %1</source>
        <translation>%1 kopieren</translation>
    </message>
</context>
<context>
    <name>pulse::ui::FindBar</name>
    <message>
        <source>Find</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Match case</source>
        <translation>Groß-/Kleinschreibung</translation>
    </message>
    <message>
        <source>Match upper and lower case</source>
        <translation>Groß- und Kleinschreibung beachten</translation>
    </message>
    <message>
        <source>Whole words</source>
        <translation>Ganze Wörter</translation>
    </message>
    <message>
        <source>Find whole words only</source>
        <translation>Nur ganze Wörter finden</translation>
    </message>
    <message>
        <source>Regular expression</source>
        <translation>Regulärer Ausdruck</translation>
    </message>
    <message>
        <source>Find by regular expression, within a line</source>
        <translation>Mit regulärem Ausdruck suchen, innerhalb einer Zeile</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Previous match (Shift+Enter)</source>
        <translation>Vorige Fundstelle (Umschalt+Eingabe)</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Next match (Enter)</source>
        <translation>Nächste Fundstelle (Eingabe)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>Schließen (Esc)</translation>
    </message>
    <message>
        <source>Replace with</source>
        <translation>Ersetzen durch</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Replace this match and go to the next</source>
        <translation>Diese Fundstelle ersetzen und zur nächsten gehen</translation>
    </message>
    <message>
        <source>Replace all</source>
        <translation>Alle ersetzen</translation>
    </message>
    <message>
        <source>Replace every match, as one step to undo</source>
        <translation>Alle Fundstellen ersetzen; ein Schritt zum Rückgängigmachen</translation>
    </message>
    <message>
        <source>No match</source>
        <translation>Keine Fundstelle</translation>
    </message>
    <message>
        <source>%1 matches</source>
        <translation>%1 Fundstellen</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>1 match replaced.</source>
        <translation>1 Fundstelle ersetzt.</translation>
    </message>
    <message>
        <source>%1 matches replaced.</source>
        <translation>%1 Fundstellen ersetzt.</translation>
    </message>
</context>
<context>
    <name>pulse::ui::FindingDetails</name>
    <message>
        <source>Open the prompt</source>
        <translation>Prompt öffnen</translation>
    </message>
    <message>
        <source>Restore from a backup…</source>
        <translation>Aus einer Sicherung wiederherstellen…</translation>
    </message>
    <message>
        <source>Choose a line above to see what it is about.</source>
        <translation>Wählen Sie oben eine Zeile, um zu sehen, worum es geht.</translation>
    </message>
    <message>
        <source>This library can be read, but not changed.</source>
        <translation>Diese Bibliothek lässt sich lesen, aber nicht ändern.</translation>
    </message>
    <message>
        <source>Accept as it is…</source>
        <translation>So annehmen, wie es ist…</translation>
    </message>
    <message>
        <source>Repair…</source>
        <translation>Reparieren…</translation>
    </message>
</context>
<context>
    <name>pulse::ui::FindingsModel</name>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Was zu tun ist</translation>
    </message>
</context>
<context>
    <name>pulse::ui::GoToPrompt</name>
    <message>
        <source>Go to prompt</source>
        <translation>Gehe zu Prompt</translation>
    </message>
    <message>
        <source>Type some letters of a prompt’s name</source>
        <translation>Einige Buchstaben eines Promptnamens eingeben</translation>
    </message>
    <message>
        <source>No prompt matches “%1”.</source>
        <translation>Kein Prompt passt zu „%1“.</translation>
    </message>
    <message>
        <source>Create “%1”</source>
        <translation>„%1“ anlegen</translation>
    </message>
    <message>
        <source>No library is open.</source>
        <translation>Es ist keine Bibliothek offen.</translation>
    </message>
    <message>
        <source>Some letters of the name are enough. %1 prompts can be reached.</source>
        <translation>Einige Buchstaben des Namens genügen. %1 Prompts sind erreichbar.</translation>
    </message>
</context>
<context>
    <name>pulse::ui::HealthActions</name>
    <message>
        <source>Health: %1</source>
        <translation>Zustand: %1</translation>
    </message>
    <message>
        <source>Health of “%1”</source>
        <translation>Zustand von „%1“</translation>
    </message>
</context>
<context>
    <name>pulse::ui::HealthPage</name>
    <message>
        <source>Copy report</source>
        <translation>Bericht kopieren</translation>
    </message>
    <message>
        <source>Progress of the check</source>
        <translation>Fortschritt der Prüfung</translation>
    </message>
    <message>
        <source>Mends what needs no guess; first shows what will be done</source>
        <translation>Repariert, was ohne Raten geht; zeigt zuerst, was geschehen wird</translation>
    </message>
    <message>
        <source>Looks in the backups for good copies of the damaged versions</source>
        <translation>Sucht in den Sicherungen nach guten Kopien der beschädigten Versionen</translation>
    </message>
    <message>
        <source>Copies everything that was found, as text</source>
        <translation>Kopiert alles, was gefunden wurde, als Text</translation>
    </message>
    <message>
        <source>Health of the library</source>
        <translation>Zustand der Bibliothek</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Was gefunden wurde</translation>
    </message>
    <message>
        <source>Copied the report.</source>
        <translation>Bericht kopiert.</translation>
    </message>
    <message>
        <source>The check was stopped before its end.</source>
        <translation>Die Prüfung wurde vor ihrem Ende angehalten.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>Erneut prüfen</translation>
    </message>
    <message>
        <source>Check now</source>
        <translation>Jetzt prüfen</translation>
    </message>
    <message>
        <source>Repair 1 thing…</source>
        <translation>1 Sache reparieren…</translation>
    </message>
    <message>
        <source>Repair %1 things…</source>
        <translation>%1 Sachen reparieren…</translation>
    </message>
    <message>
        <source>Restore 1 version…</source>
        <translation>1 Version wiederherstellen…</translation>
    </message>
    <message>
        <source>Restore %1 versions…</source>
        <translation>%1 Versionen wiederherstellen…</translation>
    </message>
    <message>
        <source>Checking every version in “%1”…</source>
        <translation>Jede Version in „%1“ wird geprüft…</translation>
    </message>
    <message>
        <source>Health of “%1”</source>
        <translation>Zustand von „%1“</translation>
    </message>
    <message>
        <source>1 place in “%1” is damaged</source>
        <translation>1 Stelle in „%1“ ist beschädigt</translation>
    </message>
    <message>
        <source>%1 places in “%2” are damaged</source>
        <translation>%1 Stellen in „%2“ sind beschädigt</translation>
    </message>
    <message>
        <source>Every version in “%1” is intact, but something needs attention</source>
        <translation>Jede Version in „%1“ ist unversehrt, aber etwas braucht Aufmerksamkeit</translation>
    </message>
    <message>
        <source>Every version in “%1” is intact</source>
        <translation>Jede Version in „%1“ ist unversehrt</translation>
    </message>
    <message>
        <source>1 prompt</source>
        <translation>1 Prompt</translation>
    </message>
    <message>
        <source>%1 prompts</source>
        <translation>%1 Prompts</translation>
    </message>
    <message>
        <source>1 version</source>
        <translation>1 Version</translation>
    </message>
    <message>
        <source>%1 versions</source>
        <translation>%1 Versionen</translation>
    </message>
    <message>
        <source>%1 read</source>
        <translation>%1 gelesen</translation>
    </message>
    <message>
        <source>Last checked %1</source>
        <translation>Zuletzt geprüft %1</translation>
    </message>
    <message>
        <source>Reading and comparing…</source>
        <translation>Wird gelesen und verglichen…</translation>
    </message>
    <message>
        <source>Every version is compared with its checksum. Nothing is changed.</source>
        <translation>Jede Version wird mit ihrer Prüfsumme verglichen. Nichts wird geändert.</translation>
    </message>
    <message>
        <source>Everything is intact</source>
        <translation>Alles ist unversehrt</translation>
    </message>
    <message>
        <source>%1. All match their checksums, and nothing else is out of place.</source>
        <translation>%1. Alle stimmen mit ihren Prüfsummen überein, und auch sonst ist alles an seinem Platz.</translation>
    </message>
    <message>
        <source>The last check found something</source>
        <translation>Die letzte Prüfung hat etwas gefunden</translation>
    </message>
    <message>
        <source>Damaged: %1, needs attention: %2, harmless: %3. Check again to see what and where.</source>
        <translation>Beschädigt: %1, braucht Aufmerksamkeit: %2, harmlos: %3. Prüfen Sie erneut, um zu sehen, was und wo.</translation>
    </message>
    <message>
        <source>Everything was intact</source>
        <translation>Alles war unversehrt</translation>
    </message>
    <message>
        <source>Check again to see whether it still is.</source>
        <translation>Prüfen Sie erneut, um zu sehen, ob das noch so ist.</translation>
    </message>
    <message>
        <source>Not checked yet</source>
        <translation>Noch nicht geprüft</translation>
    </message>
    <message>
        <source>A check reads every version, compares it with its checksum, and looks for anything out of place. It changes nothing and can be stopped.</source>
        <translation>Eine Prüfung liest jede Version, vergleicht sie mit ihrer Prüfsumme und sucht nach allem, was nicht an seinem Platz ist. Sie ändert nichts und lässt sich anhalten.</translation>
    </message>
    <message>
        <source>Is %1 right as it is? Look at it first: what you accept is protected as it is now, and a later check no longer reports it.</source>
        <translation>Ist %1 richtig, wie es ist? Sehen Sie es sich zuerst an: Was Sie annehmen, ist so geschützt, wie es jetzt ist, und eine spätere Prüfung meldet es nicht mehr.</translation>
    </message>
    <message>
        <source>Accept as it is</source>
        <translation>So annehmen, wie es ist</translation>
    </message>
    <message>
        <source>The copy of %1 on this computer</source>
        <translation>Die Kopie von %1 auf diesem Rechner</translation>
    </message>
    <message>
        <source>The copy on this computer is intact</source>
        <translation>Die Kopie auf diesem Rechner ist unversehrt</translation>
    </message>
    <message>
        <source>What lies on the server was not read.</source>
        <translation>Was auf dem Server liegt, wurde nicht gelesen.</translation>
    </message>
    <message>
        <source>A check reads every version in the copy on this computer, compares it with its checksum, and looks for anything out of place. It reads nothing on the server, changes nothing and can be stopped.</source>
        <translation>Eine Prüfung liest jede Version in der Kopie auf diesem Rechner, vergleicht sie mit ihrer Prüfsumme und sucht nach allem, was nicht an seinem Platz ist. Sie liest nichts auf dem Server, ändert nichts und lässt sich anhalten.</translation>
    </message>
    <message>
        <source>the copy of %1 on this computer</source>
        <translation>die Kopie von %1 auf diesem Rechner</translation>
    </message>
</context>
<context>
    <name>pulse::ui::ImportSheet</name>
    <message>
        <source>Import into “%1”</source>
        <translation>In „%1“ importieren</translation>
    </message>
    <message>
        <source>the library&apos;s top</source>
        <translation>oberste Ebene</translation>
    </message>
    <message>
        <source>Into &amp;folder:</source>
        <translation>In &amp;Ordner:</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>What happens</source>
        <translation>Was geschieht</translation>
    </message>
    <message>
        <source>Files to import</source>
        <translation>Zu importierende Dateien</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Looking at the files…</source>
        <translation>Dateien werden angesehen…</translation>
    </message>
    <message>
        <source>%1 skipped</source>
        <translation>%1 übersprungen</translation>
    </message>
    <message>
        <source>There is nothing new to import.</source>
        <translation>Es gibt nichts Neues zu importieren.</translation>
    </message>
    <message>
        <source>%1, %2, %3 into %4</source>
        <translation>%1, %2, %3 → %4</translation>
    </message>
    <message>
        <source>1 prompt</source>
        <translation>1 Prompt</translation>
    </message>
    <message>
        <source>%1 prompts</source>
        <translation>%1 Prompts</translation>
    </message>
    <message>
        <source>1 version</source>
        <translation>1 Version</translation>
    </message>
    <message>
        <source>%1 versions</source>
        <translation>%1 Versionen</translation>
    </message>
    <message>
        <source>Import; %1</source>
        <translation>Importieren; %1</translation>
    </message>
    <message>
        <source>There already</source>
        <translation>Schon da</translation>
    </message>
    <message>
        <source>Skip: %1</source>
        <translation>Überspringen: %1</translation>
    </message>
    <message>
        <source>Importing…</source>
        <translation>Wird importiert…</translation>
    </message>
    <message>
        <source>Stopped. What was imported until then stays; importing again completes it.</source>
        <translation>Angehalten. Was bis dahin importiert wurde, bleibt; erneutes Importieren vervollständigt es.</translation>
    </message>
    <message>
        <source>The import ended early.</source>
        <translation>Der Import endete vorzeitig.</translation>
    </message>
    <message>
        <source>Imported 1 version</source>
        <translation>1 Version importiert</translation>
    </message>
    <message>
        <source>Imported %1 versions</source>
        <translation>%1 Versionen importiert</translation>
    </message>
    <message>
        <source>%1 there already</source>
        <translation>%1 schon da</translation>
    </message>
    <message>
        <source>%1 failed</source>
        <translation>%1 fehlgeschlagen</translation>
    </message>
    <message>
        <source>Imported</source>
        <translation>Importiert</translation>
    </message>
</context>
<context>
    <name>pulse::ui::LibrariesPanel</name>
    <message>
        <source>&amp;Add…</source>
        <translation>&amp;Hinzufügen…</translation>
    </message>
    <message>
        <source>&amp;Change…</source>
        <translation>Ä&amp;ndern…</translation>
    </message>
    <message>
        <source>Make &amp;default</source>
        <translation>Als &amp;Standard</translation>
    </message>
    <message>
        <source>&amp;Forget…</source>
        <translation>&amp;Vergessen…</translation>
    </message>
    <message>
        <source>&amp;Environment:</source>
        <translation>&amp;Umgebung:</translation>
    </message>
    <message>
        <source>A set of settings and libraries that is chosen as a whole, such as production. It counts in this window until Pulse ends.</source>
        <translation>Ein Satz von Einstellungen und Bibliotheken, der als Ganzes gewählt wird, etwa production. Er gilt in diesem Fenster, bis Pulse endet.</translation>
    </message>
    <message>
        <source>Libraries</source>
        <translation>Bibliotheken</translation>
    </message>
    <message>
        <source>No library has a name yet</source>
        <translation>Noch hat keine Bibliothek einen Namen</translation>
    </message>
    <message>
        <source>A library that is kept in a network or a repository gets a name, so that it is found again.</source>
        <translation>Eine Bibliothek in einem Netz oder einem Repository bekommt einen Namen, damit sie wiedergefunden wird.</translation>
    </message>
    <message>
        <source>The library itself stays as it is</source>
        <translation>Die Bibliothek selbst bleibt, wie sie ist</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Not the &amp;default</source>
        <translation>Nicht mehr &amp;Standard</translation>
    </message>
    <message>
        <source>publishing waits until it is sent</source>
        <translation>Veröffentlichen wartet, bis gesendet ist</translation>
    </message>
    <message>
        <source>for reading only</source>
        <translation>nur zum Lesen</translation>
    </message>
    <message>
        <source>mirrored to %1</source>
        <translation>gespiegelt nach %1</translation>
    </message>
    <message>
        <source>Forget “%1” and what lets you in? The library itself stays as it is.</source>
        <translation>„%1“ und die Zugangsdaten vergessen? Die Bibliothek selbst bleibt, wie sie ist.</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Vergessen</translation>
    </message>
    <message>
        <source>Synchronised only when asked</source>
        <translation>Abgleich nur auf Wunsch</translation>
    </message>
    <message>
        <source>Synchronised every %1 min</source>
        <translation>Abgleich alle %1 min</translation>
    </message>
    <message>
        <source>Synchronised every %1 s</source>
        <translation>Abgleich alle %1 s</translation>
    </message>
    <message>
        <source>For reading only</source>
        <translation>Nur zum Lesen</translation>
    </message>
    <message>
        <source>Mirrored to %1</source>
        <translation>Gespiegelt nach %1</translation>
    </message>
</context>
<context>
    <name>pulse::ui::LibraryActions</name>
    <message>
        <source>Open &amp;recent</source>
        <translation>&amp;Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Wird geöffnet…</translation>
    </message>
    <message>
        <source>Open a library</source>
        <translation>Bibliothek öffnen</translation>
    </message>
    <message>
        <source>No library is open</source>
        <translation>Keine Bibliothek offen</translation>
    </message>
    <message>
        <source>Change to another library</source>
        <translation>Zu einer anderen Bibliothek wechseln</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>“%1” can be read, but not changed.</source>
        <translation>„%1“ lässt sich lesen, aber nicht ändern.</translation>
    </message>
    <message>
        <source>Make a library there</source>
        <translation>Dort eine Bibliothek anlegen</translation>
    </message>
    <message>
        <source>Open a folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Choose or make a folder for the new library</source>
        <translation>Ordner für die neue Bibliothek wählen oder anlegen</translation>
    </message>
    <message>
        <source>Make the library here</source>
        <translation>Bibliothek hier anlegen</translation>
    </message>
    <message>
        <source>not open</source>
        <translation>nicht offen</translation>
    </message>
    <message>
        <source>Opening “%1” was stopped.</source>
        <translation>Das Öffnen von „%1“ wurde angehalten.</translation>
    </message>
    <message>
        <source>“%1” could not be opened. %2</source>
        <translation>„%1“ ließ sich nicht öffnen. %2</translation>
    </message>
    <message>
        <source>Look at the key…</source>
        <translation>Schlüssel ansehen…</translation>
    </message>
</context>
<context>
    <name>pulse::ui::LibraryBook</name>
    <message>
        <source>There is no library there yet; it is made when it is opened.</source>
        <translation>Dort ist noch keine Bibliothek; sie wird beim Öffnen angelegt.</translation>
    </message>
</context>
<context>
    <name>pulse::ui::LibraryManager</name>
    <message>
        <source>cannot be read</source>
        <translation>nicht lesbar</translation>
    </message>
    <message>
        <source>loading…</source>
        <translation>wird geladen…</translation>
    </message>
    <message>
        <source>1 prompt</source>
        <translation>1 Prompt</translation>
    </message>
    <message>
        <source>%1 prompts</source>
        <translation>%1 Prompts</translation>
    </message>
    <message>
        <source>reading details, %1%</source>
        <translation>Details werden gelesen, %1%</translation>
    </message>
    <message>
        <source>read-only</source>
        <translation>schreibgeschützt</translation>
    </message>
    <message>
        <source>fetching…</source>
        <translation>wird geholt…</translation>
    </message>
</context>
<context>
    <name>pulse::ui::MainWindow</name>
    <message>
        <source>%1 brings everything back.</source>
        <translation>%1 bringt alles zurück.</translation>
    </message>
    <message>
        <source>Quit anyway</source>
        <translation>Trotzdem beenden</translation>
    </message>
    <message>
        <source>This library is empty</source>
        <translation>Diese Bibliothek ist leer</translation>
    </message>
    <message>
        <source>Begin with a prompt of your own, or bring in those that you have as files.</source>
        <translation>Mit einem eigenen Prompt beginnen oder vorhandene Dateien hereinholen.</translation>
    </message>
    <message>
        <source>No prompt is open</source>
        <translation>Kein Prompt offen</translation>
    </message>
    <message>
        <source>Choose one at the left, or find it by some letters of its name.</source>
        <translation>Links einen auswählen oder mit einigen Buchstaben seines Namens finden.</translation>
    </message>
    <message>
        <source>Ln %1, Col %2</source>
        <translation>Zeile %1, Spalte %2</translation>
    </message>
    <message>
        <source>1 word</source>
        <translation>1 Wort</translation>
    </message>
    <message>
        <source>%1 words</source>
        <translation>%1 Wörter</translation>
    </message>
    <message>
        <source>Fetching the prompts of “%1”…</source>
        <translation>Die Prompts von „%1“ werden geholt …</translation>
    </message>
    <message>
        <source>The first time takes a while. What is fetched can be read without a network.</source>
        <translation>Beim ersten Mal dauert es eine Weile. Was geholt ist, lässt sich ohne Netz lesen.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
</context>
<context>
    <name>pulse::ui::MarkdownPreview</name>
    <message>
        <source>[Image: %1]</source>
        <translation>[Bild: %1]</translation>
    </message>
    <message>
        <source>[Image: %1 · %2]</source>
        <translation>[Bild: %1 · %2]</translation>
    </message>
    <message>
        <source>Nothing to preview</source>
        <translation>Nichts in der Vorschau</translation>
    </message>
    <message>
        <source>What you write appears here as readers see it.</source>
        <translation>Der geschriebene Text erscheint hier so, wie er gelesen wird.</translation>
    </message>
    <message>
        <source>Write to this address with your mail program? %1</source>
        <translation>An diese Adresse mit dem Mailprogramm schreiben? %1</translation>
    </message>
    <message>
        <source>Open this address in the browser? %1</source>
        <translation>Diese Adresse im Browser öffnen? %1</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation>Adresse kopieren</translation>
    </message>
    <message>
        <source>This text is too involved to be formatted in time, so it is shown as it is.</source>
        <translation>Dieser Text ist zu verwickelt, um ihn rechtzeitig zu formatieren; er wird gezeigt, wie er ist.</translation>
    </message>
    <message>
        <source>The preview ends here, because the text is very long. The editor has all of it.</source>
        <translation>Die Vorschau endet hier, weil der Text sehr lang ist. Im Editor steht er ganz.</translation>
    </message>
</context>
<context>
    <name>pulse::ui::MendSheet</name>
    <message>
        <source>Restore damaged versions</source>
        <translation>Beschädigte Versionen wiederherstellen</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Good copy</source>
        <translation>Gute Kopie</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Damaged versions</source>
        <translation>Beschädigte Versionen</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Looking into the backups…</source>
        <translation>In den Sicherungen wird nachgesehen…</translation>
    </message>
    <message>
        <source>There is no backup of this library yet, so nothing can be restored from one.</source>
        <translation>Von dieser Bibliothek gibt es noch keine Sicherung, also lässt sich nichts daraus wiederherstellen.</translation>
    </message>
    <message>
        <source>The backups could not be read.</source>
        <translation>Die Sicherungen konnten nicht gelesen werden.</translation>
    </message>
    <message>
        <source>Backup of %1</source>
        <translation>Sicherung vom %1</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>The damaged version goes to the trash</source>
        <translation>Die beschädigte Version kommt in den Papierkorb</translation>
    </message>
    <message>
        <source>No backup holds this version</source>
        <translation>Keine Sicherung enthält diese Version</translation>
    </message>
    <message>
        <source>No backup holds a good copy. What is damaged stays where it is.</source>
        <translation>Keine Sicherung enthält eine gute Kopie. Was beschädigt ist, bleibt, wo es ist.</translation>
    </message>
    <message>
        <source>A good copy was found. It takes the place of the damaged version.</source>
        <translation>Eine gute Kopie wurde gefunden. Sie tritt an die Stelle der beschädigten Version.</translation>
    </message>
    <message>
        <source>Good copies of all %1 were found. They take the places of the damaged versions.</source>
        <translation>Gute Kopien aller %1 wurden gefunden. Sie treten an die Stelle der beschädigten Versionen.</translation>
    </message>
    <message>
        <source>Good copies of %1 of %2 were found. The others stay as they are.</source>
        <translation>Gute Kopien von %1 von %2 wurden gefunden. Die anderen bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Restoring…</source>
        <translation>Wird wiederhergestellt…</translation>
    </message>
    <message>
        <source>Stopped. What was restored before that stays restored.</source>
        <translation>Angehalten. Was zuvor wiederhergestellt wurde, bleibt es.</translation>
    </message>
    <message>
        <source>Not everything could be restored.</source>
        <translation>Nicht alles konnte wiederhergestellt werden.</translation>
    </message>
    <message>
        <source>Restored; the damaged one is in the trash</source>
        <translation>Wiederhergestellt; die beschädigte liegt im Papierkorb</translation>
    </message>
    <message>
        <source>Nothing could be restored.</source>
        <translation>Nichts konnte wiederhergestellt werden.</translation>
    </message>
    <message>
        <source>1 version was restored.</source>
        <translation>1 Version wurde wiederhergestellt.</translation>
    </message>
    <message>
        <source>%1 versions were restored.</source>
        <translation>%1 Versionen wurden wiederhergestellt.</translation>
    </message>
</context>
<context>
    <name>pulse::ui::MessageBar</name>
    <message>
        <source>Close this message</source>
        <translation>Diese Meldung schließen</translation>
    </message>
</context>
<context>
    <name>pulse::ui::MetadataPanel</name>
    <message>
        <source>No details yet</source>
        <translation>Noch keine Details</translation>
    </message>
    <message>
        <source>Open a prompt to see and edit its details here.</source>
        <translation>Einen Prompt öffnen, um seine Details hier zu sehen und zu bearbeiten.</translation>
    </message>
    <message>
        <source>What is this prompt for?</source>
        <translation>Wofür ist dieser Prompt?</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>Facts</source>
        <translation>Fakten</translation>
    </message>
    <message>
        <source>%1 (optional)</source>
        <translation>%1 (freiwillig)</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>%1 bytes</source>
        <translation>%1 Byte</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen…</translation>
    </message>
    <message>
        <source>The content matches its checksum.</source>
        <translation>Der Inhalt stimmt mit seiner Prüfsumme überein.</translation>
    </message>
</context>
<context>
    <name>pulse::ui::NameForm</name>
    <message>
        <source>Publishing &amp;waits until it is sent</source>
        <translation>Veröffentlichen &amp;wartet, bis gesendet ist</translation>
    </message>
    <message>
        <source>For &amp;reading only</source>
        <translation>Nur zum &amp;Lesen</translation>
    </message>
    <message>
        <source>&amp;Open it when no other is named</source>
        <translation>Ö&amp;ffnen, wenn keine andere genannt ist</translation>
    </message>
    <message>
        <source>&amp;Name:</source>
        <translation>&amp;Name:</translation>
    </message>
    <message>
        <source>only when asked</source>
        <translation>nur auf Wunsch</translation>
    </message>
    <message>
        <source> min</source>
        <translation> min</translation>
    </message>
    <message>
        <source>&amp;Synchronise every:</source>
        <translation>&amp;Abgleich alle:</translation>
    </message>
    <message>
        <source>Otherwise a change is kept here at once and sent in the background</source>
        <translation>Sonst wird eine Änderung gleich hier aufgehoben und im Hintergrund gesendet</translation>
    </message>
</context>
<context>
    <name>pulse::ui::NewFolderDialog</name>
    <message>
        <source>New prompt there</source>
        <translation>Neuer Prompt dort</translation>
    </message>
    <message>
        <source>Move %1 there</source>
        <translation>%1 dorthin verschieben</translation>
    </message>
    <message>
        <source>New folder</source>
        <translation>Neuer Ordner</translation>
    </message>
    <message>
        <source>Name of the folder</source>
        <translation>Name des Ordners</translation>
    </message>
    <message>
        <source>Name of the new folder:</source>
        <translation>Name des neuen Ordners:</translation>
    </message>
    <message>
        <source>Name of the new folder in “%1”:</source>
        <translation>Name des neuen Ordners in „%1“:</translation>
    </message>
</context>
<context>
    <name>pulse::ui::OpeningMessages</name>
    <message>
        <source>Opening “%1”…</source>
        <translation>„%1“ wird geöffnet…</translation>
    </message>
    <message>
        <source>Opening “%1”… %2 of %3</source>
        <translation>„%1“ wird geöffnet… %2 von %3</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>pulse::ui::OverviewStrip</name>
    <message>
        <source>Where the changes are; click to go there</source>
        <translation>Wo die Änderungen sind; ein Klick führt hin</translation>
    </message>
</context>
<context>
    <name>pulse::ui::PlaceForm</name>
    <message>
        <source>Send everything &amp;unencrypted</source>
        <translation>Alles &amp;unverschlüsselt senden</translation>
    </message>
    <message>
        <source>Address that comes of it</source>
        <translation>Adresse, die sich ergibt</translation>
    </message>
    <message>
        <source>What is missing</source>
        <translation>Was fehlt</translation>
    </message>
    <message>
        <source>Anybody on the way can read the prompts and the password. Use it within a network that you trust, or not at all.</source>
        <translation>Jeder auf dem Weg kann die Prompts und das Passwort lesen. Nur in einem Netz verwenden, dem Sie trauen, oder gar nicht.</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Choose a file of certificates</source>
        <translation>Eine Datei mit Zertifikaten wählen</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>Einen Ordner wählen</translation>
    </message>
    <message>
        <source>Address: %1</source>
        <translation>Adresse: %1</translation>
    </message>
    <message>
        <source>Choose a private key</source>
        <translation>Privaten Schlüssel wählen</translation>
    </message>
</context>
<context>
    <name>pulse::ui::PreviewView</name>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
</context>
<context>
    <name>pulse::ui::ProfileActions</name>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Look at the key…</source>
        <translation>Schlüssel ansehen…</translation>
    </message>
</context>
<context>
    <name>pulse::ui::ProfileChanges</name>
    <message>
        <source>The options of “%1” have changed. They count when it is opened again; tabs and drafts stay.</source>
        <translation>Die Optionen von „%1“ wurden geändert. Sie gelten, wenn sie neu geöffnet wird; Tabs und Entwürfe bleiben.</translation>
    </message>
    <message>
        <source>Open again</source>
        <translation>Neu öffnen</translation>
    </message>
</context>
<context>
    <name>pulse::ui::ProfilesModel</name>
    <message>
        <source>%1 (default)</source>
        <translation>%1 (Standard)</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Where it is kept</source>
        <translation>Wo sie liegt</translation>
    </message>
</context>
<context>
    <name>pulse::ui::PromptController</name>
    <message>
        <source>Your draft</source>
        <translation>Eigener Entwurf</translation>
    </message>
    <message>
        <source>%1: draft</source>
        <translation>%1: Entwurf</translation>
    </message>
    <message>
        <source>%1: %2 and %3</source>
        <translation>%1: %2 und %3</translation>
    </message>
    <message>
        <source>“%1” has one version and no draft yet, so there is nothing to compare.</source>
        <translation>„%1“ hat eine Version und noch keinen Entwurf; es gibt nichts zu vergleichen.</translation>
    </message>
    <message>
        <source>Restore %1</source>
        <translation>%1 wiederherstellen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Search everywhere</source>
        <translation>Überall suchen</translation>
    </message>
    <message>
        <source>Copied the text.</source>
        <translation>Text kopiert.</translation>
    </message>
    <message>
        <source>Copied the name.</source>
        <translation>Name kopiert.</translation>
    </message>
    <message>
        <source>Copied the name and version.</source>
        <translation>Name und Version kopiert.</translation>
    </message>
</context>
<context>
    <name>pulse::ui::PromptEditor</name>
    <message>
        <source>A line of this text is longer than 32 768 characters, so it is shown in pieces and cannot be edited here. Export it to change it with another program.</source>
        <translation>Eine Zeile dieses Textes ist länger als 32.768 Zeichen; deshalb wird er in Stücken gezeigt und lässt sich hier nicht bearbeiten. Zum Ändern mit einem anderen Programm exportieren.</translation>
    </message>
    <message>
        <source>This text is shown without colours, because it is larger than 2 MB.</source>
        <translation>Dieser Text wird ohne Farben gezeigt, weil er größer als 2 MB ist.</translation>
    </message>
</context>
<context>
    <name>pulse::ui::PromptTreeModel</name>
    <message>
        <source>Version %1, %2, %3</source>
        <translation>Version %1, %2, %3</translation>
    </message>
    <message numerus="yes">
        <source>%n versions</source>
        <translation>
            <numerusform>%n Version</numerusform>
            <numerusform>%n Versionen</numerusform>
        </translation>
    </message>
    <message>
        <source>Labels: %1</source>
        <translation>Labels: %1</translation>
    </message>
    <message>
        <source>Tags: %1</source>
        <translation>Schlagwörter: %1</translation>
    </message>
    <message>
        <source>Has changes that are not published</source>
        <translation>Hat Änderungen, die nicht veröffentlicht sind</translation>
    </message>
    <message>
        <source>%1, folder</source>
        <translation>%1, Ordner</translation>
    </message>
    <message>
        <source>prompt and folder</source>
        <translation>Prompt und Ordner</translation>
    </message>
    <message>
        <source>prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>damaged: %1</source>
        <translation>beschädigt: %1</translation>
    </message>
    <message>
        <source>version %1</source>
        <translation>Version %1</translation>
    </message>
    <message>
        <source>has a draft</source>
        <translation>hat einen Entwurf</translation>
    </message>
    <message>
        <source>label %1</source>
        <translation>Label %1</translation>
    </message>
    <message>
        <source>tag %1</source>
        <translation>Schlagwort %1</translation>
    </message>
    <message numerus="yes">
        <source>%1, tag of %n prompts</source>
        <translation>
            <numerusform>%1, Schlagwort von %n Prompt</numerusform>
            <numerusform>%1, Schlagwort von %n Prompts</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, version %2</source>
        <translation>%1, Version %2</translation>
    </message>
    <message>
        <source>%1, removed %2</source>
        <translation>%1, entfernt %2</translation>
    </message>
    <message>
        <source>%1, removed %2 by %3</source>
        <translation>%1, entfernt %2 von %3</translation>
    </message>
    <message>
        <source>Favourites</source>
        <translation>Favoriten</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation>Prompts</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>Trash</source>
        <translation>Papierkorb</translation>
    </message>
    <message>
        <source>What is removed stays here until you delete it for good</source>
        <translation>Was entfernt wird, bleibt hier, bis Sie es endgültig löschen</translation>
    </message>
    <message>
        <source>Removed prompts are deleted for good after 1 day</source>
        <translation>Entfernte Prompts werden nach 1 Tag endgültig gelöscht</translation>
    </message>
    <message>
        <source>Removed prompts are deleted for good after %1 days</source>
        <translation>Entfernte Prompts werden nach %1 Tagen endgültig gelöscht</translation>
    </message>
    <message>
        <source>deleted for good after %1</source>
        <translation>wird nach %1 endgültig gelöscht</translation>
    </message>
    <message>
        <source>1 day left</source>
        <translation>noch 1 Tag</translation>
    </message>
    <message>
        <source>%1 days left</source>
        <translation>noch %1 Tage</translation>
    </message>
    <message>
        <source>only on this computer so far</source>
        <translation>bisher nur auf diesem Rechner</translation>
    </message>
    <message>
        <source>changes wait to be sent</source>
        <translation>Änderungen warten darauf, gesendet zu werden</translation>
    </message>
    <message>
        <source>changed in both places</source>
        <translation>an beiden Orten geändert</translation>
    </message>
    <message>
        <source>synchronised</source>
        <translation>abgeglichen</translation>
    </message>
    <message>
        <source>Synchronisation: %1</source>
        <translation>Abgleich: %1</translation>
    </message>
</context>
<context>
    <name>pulse::ui::PromptTreePanel</name>
    <message>
        <source>Clear the filter</source>
        <translation>Filter leeren</translation>
    </message>
    <message>
        <source>Filter: words, #tag, @label</source>
        <translation>Filter: Wörter, #Schlagwort, @Label</translation>
    </message>
    <message>
        <source>Filter the prompts</source>
        <translation>Prompts filtern</translation>
    </message>
    <message>
        <source>Stop; what is done already stays</source>
        <translation>Anhalten; was schon getan ist, bleibt</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>No library is open</source>
        <translation>Keine Bibliothek offen</translation>
    </message>
    <message>
        <source>Open a library to see its prompts here.</source>
        <translation>Eine Bibliothek öffnen, um ihre Prompts hier zu sehen.</translation>
    </message>
    <message>
        <source>Create “%1”</source>
        <translation>„%1“ anlegen</translation>
    </message>
    <message>
        <source>No prompt matches “%1”</source>
        <translation>Kein Prompt passt zu „%1“</translation>
    </message>
    <message>
        <source>Create it?</source>
        <translation>Anlegen?</translation>
    </message>
    <message>
        <source>This library is read-only.</source>
        <translation>Diese Bibliothek ist schreibgeschützt.</translation>
    </message>
    <message>
        <source>%1 selected</source>
        <translation>%1 ausgewählt</translation>
    </message>
    <message>
        <source>What was copied cannot become a prompt. Copy text, or .md, .txt and .prompt files.</source>
        <translation>Aus dem Kopierten kann kein Prompt werden. Text oder Dateien mit .md, .txt und .prompt kopieren.</translation>
    </message>
    <message>
        <source>Fetching the prompts…</source>
        <translation>Die Prompts werden geholt …</translation>
    </message>
    <message>
        <source>They appear here as they arrive.</source>
        <translation>Sie erscheinen hier, sobald sie da sind.</translation>
    </message>
    <message>
        <source>No prompts yet</source>
        <translation>Noch keine Prompts</translation>
    </message>
    <message>
        <source>They appear here, in folders by their names.</source>
        <translation>Hier erscheinen sie, in Ordnern nach ihren Namen.</translation>
    </message>
</context>
<context>
    <name>pulse::ui::PruneSheet</name>
    <message>
        <source>Remove old backups</source>
        <translation>Alte Sicherungen entfernen</translation>
    </message>
    <message>
        <source>Backup</source>
        <translation>Sicherung</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>Versionen</translation>
    </message>
    <message>
        <source>What happens</source>
        <translation>Was geschieht</translation>
    </message>
    <message>
        <source>Backups</source>
        <translation>Sicherungen</translation>
    </message>
    <message>
        <source>The newest</source>
        <translation>Die neuesten</translation>
    </message>
    <message>
        <source>Daily</source>
        <translation>Täglich</translation>
    </message>
    <message>
        <source>Weekly</source>
        <translation>Wöchentlich</translation>
    </message>
    <message>
        <source>Monthly</source>
        <translation>Monatlich</translation>
    </message>
    <message>
        <source>Yearly</source>
        <translation>Jährlich</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Keep so many backups of each kind. A backup stays when any rule wants it.</source>
        <translation>So viele Sicherungen jeder Art behalten. Eine Sicherung bleibt, wenn irgendeine Regel sie will.</translation>
    </message>
    <message>
        <source>&amp;Newest:</source>
        <translation>&amp;Neueste:</translation>
    </message>
    <message>
        <source>&amp;Daily:</source>
        <translation>&amp;Tägliche:</translation>
    </message>
    <message>
        <source>&amp;Weekly:</source>
        <translation>&amp;Wöchentliche:</translation>
    </message>
    <message>
        <source>&amp;Monthly:</source>
        <translation>&amp;Monatliche:</translation>
    </message>
    <message>
        <source>&amp;Yearly:</source>
        <translation>&amp;Jährliche:</translation>
    </message>
    <message>
        <source>With every number at 0 nothing would be kept. Choose at least one backup to keep.</source>
        <translation>Wären alle Zahlen 0, bliebe nichts übrig. Wählen Sie mindestens eine Sicherung, die bleiben soll.</translation>
    </message>
    <message>
        <source>Looking what would go…</source>
        <translation>Es wird nachgesehen, was entfernt würde…</translation>
    </message>
    <message>
        <source>It could not be found out which backups would go.</source>
        <translation>Es ließ sich nicht feststellen, welche Sicherungen entfernt würden.</translation>
    </message>
    <message>
        <source>Removed</source>
        <translation>Entfernt</translation>
    </message>
    <message>
        <source>Will be removed</source>
        <translation>Wird entfernt</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Stays</source>
        <translation>Bleibt</translation>
    </message>
    <message>
        <source>Nothing was removed.</source>
        <translation>Nichts wurde entfernt.</translation>
    </message>
    <message>
        <source>These rules keep every backup there is.</source>
        <translation>Diese Regeln behalten jede vorhandene Sicherung.</translation>
    </message>
    <message>
        <source>1 backup was removed; %1 freed.</source>
        <translation>1 Sicherung wurde entfernt; %1 freigegeben.</translation>
    </message>
    <message>
        <source>%1 backups were removed; %2 freed.</source>
        <translation>%1 Sicherungen wurden entfernt; %2 freigegeben.</translation>
    </message>
    <message>
        <source>Part of the room is freed the next time, because somebody is just restoring.</source>
        <translation>Ein Teil des Platzes wird erst beim nächsten Mal frei, weil gerade jemand wiederherstellt.</translation>
    </message>
    <message>
        <source>1 backup would go, which frees at least %1.</source>
        <translation>1 Sicherung würde entfernt; das gibt mindestens %1 frei.</translation>
    </message>
    <message>
        <source>%1 backups would go, which frees at least %2.</source>
        <translation>%1 Sicherungen würden entfernt; das gibt mindestens %2 frei.</translation>
    </message>
    <message>
        <source>Remove 1 backup</source>
        <translation>1 Sicherung entfernen</translation>
    </message>
    <message>
        <source>Remove %1 backups</source>
        <translation>%1 Sicherungen entfernen</translation>
    </message>
    <message>
        <source>Removing…</source>
        <translation>Wird entfernt…</translation>
    </message>
    <message>
        <source>Stopped. What is kept is whole.</source>
        <translation>Angehalten. Was behalten wird, ist vollständig.</translation>
    </message>
    <message>
        <source>The old backups could not be removed.</source>
        <translation>Die alten Sicherungen konnten nicht entfernt werden.</translation>
    </message>
</context>
<context>
    <name>pulse::ui::PublishSheet</name>
    <message>
        <source>Publish %1</source>
        <translation>%1 veröffentlichen</translation>
    </message>
    <message>
        <source>Looking at what changed…</source>
        <translation>Änderungen werden angesehen…</translation>
    </message>
    <message>
        <source>What changed, and why? (optional)</source>
        <translation>Was ist anders, und warum? (freiwillig)</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Nachricht</translation>
    </message>
    <message>
        <source>Publish</source>
        <translation>Veröffentlichen</translation>
    </message>
    <message>
        <source>Not yet</source>
        <translation>Noch nicht</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Your text</source>
        <translation>Eigener Text</translation>
    </message>
    <message>
        <source>This is the first version of %1.</source>
        <translation>Das ist die erste Version von %1.</translation>
    </message>
    <message>
        <source>Nothing has changed since %1, so there is nothing to publish.</source>
        <translation>Seit %1 hat sich nichts geändert; es gibt nichts zu veröffentlichen.</translation>
    </message>
    <message>
        <source>%1 → %2.  %3</source>
        <translation>%1 → %2.  %3</translation>
    </message>
    <message>
        <source>%1 was published after you began with %2. The difference below is to %1; publishing puts your text on top of it, and %1 stays in the history.</source>
        <translation>%1 wurde veröffentlicht, nachdem dieser Entwurf mit %2 begann. Der Unterschied unten ist der zu %1; veröffentlichen setzt den eigenen Text darüber, und %1 bleibt im Verlauf.</translation>
    </message>
    <message>
        <source>Publishing…</source>
        <translation>Wird veröffentlicht…</translation>
    </message>
    <message>
        <source>Nothing changed</source>
        <translation>Nichts hat sich geändert</translation>
    </message>
    <message>
        <source>Only the wording changed</source>
        <translation>Nur die Formulierung hat sich geändert</translation>
    </message>
    <message>
        <source>Variable `%1` has another default</source>
        <translation>Die Variable `%1` hat einen anderen Vorgabewert</translation>
    </message>
    <message>
        <source>Variable `%1` is optional now</source>
        <translation>Die Variable `%1` ist jetzt optional</translation>
    </message>
    <message>
        <source>Variable `%1` is new and optional</source>
        <translation>Die Variable `%1` ist neu und optional</translation>
    </message>
    <message>
        <source>Variable `%1` is new and required</source>
        <translation>Die Variable `%1` ist neu und muss ausgefüllt werden</translation>
    </message>
    <message>
        <source>Variable `%1` is required now</source>
        <translation>Die Variable `%1` muss jetzt ausgefüllt werden</translation>
    </message>
    <message>
        <source>Variable `%1` is gone</source>
        <translation>Die Variable `%1` ist weggefallen</translation>
    </message>
    <message>
        <source>Variable `%1` is now called `%2`</source>
        <translation>Die Variable `%1` heißt jetzt `%2`</translation>
    </message>
    <message>
        <source>patch</source>
        <translation>Patch</translation>
    </message>
    <message>
        <source>minor</source>
        <translation>Minor</translation>
    </message>
    <message>
        <source>major</source>
        <translation>Major</translation>
    </message>
</context>
<context>
    <name>pulse::ui::QuestionSheet</name>
    <message>
        <source>Leave everything as it is</source>
        <translation>Alles lassen, wie es ist</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Noch einmal nachsehen</translation>
    </message>
    <message>
        <source>Take it as it is now</source>
        <translation>So nehmen, wie sie jetzt ist</translation>
    </message>
    <message>
        <source>“%1” looks different from last time</source>
        <translation>„%1“ sieht anders aus als beim letzten Mal</translation>
    </message>
    <message>
        <source>This library looks different from last time</source>
        <translation>Diese Bibliothek sieht anders aus als beim letzten Mal</translation>
    </message>
    <message>
        <source>Nothing is sent or fetched until you say what is right.</source>
        <translation>Nichts wird gesendet oder geholt, bis Sie sagen, was richtig ist.</translation>
    </message>
    <message>
        <source>If a disk is not mounted, an address is wrong or somebody is in the middle of restoring it, leave everything as it is: it is looked at again when you ask for it. If it was emptied or replaced on purpose, take it as it is now: what is missing there is sent again from here, and what both hold is compared.</source>
        <translation>Ist eine Platte nicht eingebunden, eine Adresse falsch oder stellt sie gerade jemand wieder her, lassen Sie alles, wie es ist: auf Wunsch wird wieder nachgesehen. Wurde sie mit Absicht geleert oder ersetzt, nehmen Sie sie, wie sie jetzt ist: was dort fehlt, wird von hier wieder gesendet, und was beide haben, wird verglichen.</translation>
    </message>
    <message>
        <source>Nothing changes, here or there</source>
        <translation>Nichts ändert sich, weder hier noch dort</translation>
    </message>
    <message>
        <source>Brings both sides together although the library is not what it was</source>
        <translation>Gleicht beide Seiten ab, obwohl die Bibliothek nicht ist, was sie war</translation>
    </message>
    <message>
        <source>The copy on this computer is whole: 1 prompt.</source>
        <translation>Die Kopie auf diesem Rechner ist vollständig: 1 Prompt.</translation>
    </message>
    <message>
        <source>The copy on this computer is whole: %1 prompts.</source>
        <translation>Die Kopie auf diesem Rechner ist vollständig: %1 Prompts.</translation>
    </message>
</context>
<context>
    <name>pulse::ui::RecoveryActions</name>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>1 prompt in “%1” that is not open has unsaved work.</source>
        <translation>Zu 1 nicht geöffneten Prompt in „%1“ gibt es ungesicherte Arbeit.</translation>
    </message>
    <message>
        <source>%1 prompts in “%2” that are not open have unsaved work.</source>
        <translation>Zu %1 nicht geöffneten Prompts in „%2“ gibt es ungesicherte Arbeit.</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Some of the unsaved work in “%1” was damaged on the disk. What is intact is here.</source>
        <translation>Ein Teil der ungesicherten Arbeit in „%1“ wurde auf dem Datenträger beschädigt. Das Unversehrte ist hier.</translation>
    </message>
    <message>
        <source>The damaged part is kept in %1.</source>
        <translation>Der beschädigte Teil liegt in %1.</translation>
    </message>
    <message>
        <source>The draft in %1 cannot be read; the file was left as it is.</source>
        <translation>Der Entwurf in %1 lässt sich nicht lesen; die Datei blieb, wie sie ist.</translation>
    </message>
    <message>
        <source>The damage is in %1; the next change keeps that part in a file beside it.</source>
        <translation>Der Schaden ist in %1; die nächste Änderung bewahrt diesen Teil in einer Datei daneben auf.</translation>
    </message>
    <message>
        <source>Show the folder</source>
        <translation>Ordner zeigen</translation>
    </message>
    <message>
        <source>Do not tell again</source>
        <translation>Nicht mehr melden</translation>
    </message>
    <message>
        <source>Unsaved work: %1</source>
        <translation>Ungesichert: %1</translation>
    </message>
    <message>
        <source>Unsaved work in “%1”</source>
        <translation>Ungesicherte Arbeit in „%1“</translation>
    </message>
</context>
<context>
    <name>pulse::ui::RepairSheet</name>
    <message>
        <source>Repair what needs no guess</source>
        <translation>Reparieren, was ohne Raten geht</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Repairs</source>
        <translation>Reparaturen</translation>
    </message>
    <message>
        <source>To be done</source>
        <translation>Steht an</translation>
    </message>
    <message>
        <source>This will be done. No prompt’s text is changed.</source>
        <translation>Dies wird getan. Der Text keines Prompts wird geändert.</translation>
    </message>
    <message>
        <source>These %1 things will be done. No prompt’s text is changed.</source>
        <translation>Diese %1 Dinge werden getan. Der Text keines Prompts wird geändert.</translation>
    </message>
    <message>
        <source>Repair</source>
        <translation>Reparieren</translation>
    </message>
    <message>
        <source>Repair all</source>
        <translation>Alles reparieren</translation>
    </message>
    <message>
        <source>Repairing…</source>
        <translation>Wird repariert…</translation>
    </message>
    <message>
        <source>Stopped. What was repaired before that stays repaired; check again to see what is left.</source>
        <translation>Angehalten. Was zuvor repariert wurde, bleibt es; prüfen Sie erneut, um zu sehen, was übrig ist.</translation>
    </message>
    <message>
        <source>Not everything could be repaired. Check again to see what is left.</source>
        <translation>Nicht alles konnte repariert werden. Prüfen Sie erneut, um zu sehen, was übrig ist.</translation>
    </message>
    <message>
        <source>Already in order</source>
        <translation>Schon in Ordnung</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Erledigt</translation>
    </message>
    <message>
        <source>Not possible</source>
        <translation>Nicht möglich</translation>
    </message>
    <message>
        <source>1 thing is in order again.</source>
        <translation>1 Sache ist wieder in Ordnung.</translation>
    </message>
    <message>
        <source>%1 things are in order again.</source>
        <translation>%1 Sachen sind wieder in Ordnung.</translation>
    </message>
    <message>
        <source>%1 could not be repaired; point at the line to see why.</source>
        <translation>%1 konnten nicht repariert werden; zeigen Sie auf die Zeile, um zu sehen, warum.</translation>
    </message>
</context>
<context>
    <name>pulse::ui::RestoreSheet</name>
    <message>
        <source>Restore from the backup of %1</source>
        <translation>Aus der Sicherung vom %1 wiederherstellen</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>What happens</source>
        <translation>Was geschieht</translation>
    </message>
    <message>
        <source>What will be restored</source>
        <translation>Was wiederhergestellt wird</translation>
    </message>
    <message>
        <source>&amp;Everything in it</source>
        <translation>&amp;Alles darin</translation>
    </message>
    <message>
        <source>&amp;Chosen prompts and versions</source>
        <translation>Ge&amp;wählte Prompts und Versionen</translation>
    </message>
    <message>
        <source>Into &amp;this library</source>
        <translation>In &amp;diese Bibliothek</translation>
    </message>
    <message>
        <source>Aside, into a &amp;new library:</source>
        <translation>Daneben, in eine &amp;neue Bibliothek:</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Folder of the new library</source>
        <translation>Ordner der neuen Bibliothek</translation>
    </message>
    <message>
        <source>%1 restored</source>
        <translation>%1 wiederhergestellt</translation>
    </message>
    <message>
        <source>Choose an empty folder for the new library</source>
        <translation>Einen leeren Ordner für die neue Bibliothek wählen</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Tick what is to be restored.</source>
        <translation>Haken Sie an, was wiederhergestellt werden soll.</translation>
    </message>
    <message>
        <source>Comparing with what is there…</source>
        <translation>Wird mit dem Vorhandenen verglichen…</translation>
    </message>
    <message>
        <source>The backup cannot be restored.</source>
        <translation>Die Sicherung lässt sich nicht wiederherstellen.</translation>
    </message>
    <message>
        <source>Write the whole path of the folder for the new library.</source>
        <translation>Geben Sie den vollständigen Pfad des Ordners für die neue Bibliothek an.</translation>
    </message>
    <message>
        <source>A new library with all %1 prompts is made. This one is not touched.</source>
        <translation>Eine neue Bibliothek mit allen %1 Prompts wird angelegt. Diese bleibt unberührt.</translation>
    </message>
    <message>
        <source>A new library with what is ticked is made. This one is not touched.</source>
        <translation>Eine neue Bibliothek mit dem Angehakten wird angelegt. Diese bleibt unberührt.</translation>
    </message>
    <message>
        <source>Comes back</source>
        <translation>Kommt zurück</translation>
    </message>
    <message>
        <source>Replaces what is there, which goes to the trash</source>
        <translation>Ersetzt das Vorhandene, das in den Papierkorb kommt</translation>
    </message>
    <message>
        <source>Its tags and description are put back</source>
        <translation>Tags und Beschreibung werden zurückgesetzt</translation>
    </message>
    <message>
        <source>The label “%1” moves from %2 to %3</source>
        <translation>Das Label „%1“ wandert von %2 zu %3</translation>
    </message>
    <message>
        <source>The label “%1” is put on %2</source>
        <translation>Das Label „%1“ wird auf %2 gesetzt</translation>
    </message>
    <message>
        <source>Everything is there as the backup has it. There is nothing to restore.</source>
        <translation>Alles ist so vorhanden, wie die Sicherung es enthält. Es gibt nichts wiederherzustellen.</translation>
    </message>
    <message>
        <source>New: %1, replaced: %2, tags and descriptions: %3, labels: %4. What is newer stays.</source>
        <translation>Neu: %1, ersetzt: %2, Tags und Beschreibungen: %3, Labels: %4. Was neuer ist, bleibt.</translation>
    </message>
    <message>
        <source>A backup of the library as it is now is taken first.</source>
        <translation>Zuerst wird die Bibliothek gesichert, wie sie jetzt ist.</translation>
    </message>
    <message>
        <source>before restoring the backup of %1</source>
        <translation>vor dem Wiederherstellen der Sicherung vom %1</translation>
    </message>
    <message>
        <source>Restoring…</source>
        <translation>Wird wiederhergestellt…</translation>
    </message>
    <message>
        <source>Stopped. Restoring again goes on where this ended.</source>
        <translation>Angehalten. Erneutes Wiederherstellen macht hier weiter.</translation>
    </message>
    <message>
        <source>Not everything was restored. Restoring again goes on where this ended.</source>
        <translation>Nicht alles wurde wiederhergestellt. Erneutes Wiederherstellen macht hier weiter.</translation>
    </message>
    <message>
        <source>Restored versions: %1, tags and descriptions: %2, labels: %3.</source>
        <translation>Wiederhergestellte Versionen: %1, Tags und Beschreibungen: %2, Labels: %3.</translation>
    </message>
    <message>
        <source>What was replaced is in the trash.</source>
        <translation>Was ersetzt wurde, liegt im Papierkorb.</translation>
    </message>
    <message>
        <source>Not restored: %1; the reasons are below.</source>
        <translation>Nicht wiederhergestellt: %1; die Gründe stehen unten.</translation>
    </message>
    <message>
        <source>Open the new library</source>
        <translation>Neue Bibliothek öffnen</translation>
    </message>
</context>
<context>
    <name>pulse::ui::Search</name>
    <message>
        <source>This pattern takes too long on this text. Nested repetitions such as (a+)+ are the usual cause.</source>
        <translation>Dieses Muster braucht bei diesem Text zu lange. Meist liegt es an verschachtelten Wiederholungen wie (a+)+.</translation>
    </message>
    <message>
        <source>Not a regular expression: %1 (at character %2).</source>
        <translation>Kein regulärer Ausdruck: %1 (bei Zeichen %2).</translation>
    </message>
</context>
<context>
    <name>pulse::ui::SearchPage</name>
    <message>
        <source>Search names, descriptions, tags and contents</source>
        <translation>Namen, Beschreibungen, Schlagwörter und Inhalte durchsuchen</translation>
    </message>
    <message>
        <source>Search everywhere</source>
        <translation>Überall suchen</translation>
    </message>
    <message>
        <source>Stop searching</source>
        <translation>Suche anhalten</translation>
    </message>
    <message>
        <source>Matches</source>
        <translation>Fundstellen</translation>
    </message>
    <message>
        <source>Type what to look for in “%1”.</source>
        <translation>Eingeben, was in „%1“ zu suchen ist.</translation>
    </message>
    <message>
        <source>No library is open.</source>
        <translation>Es ist keine Bibliothek offen.</translation>
    </message>
    <message>
        <source>Stopped. What is below may not be all.</source>
        <translation>Angehalten. Unten steht vielleicht nicht alles.</translation>
    </message>
    <message>
        <source>line %1</source>
        <translation>Zeile %1</translation>
    </message>
    <message>
        <source>about it</source>
        <translation>Angaben</translation>
    </message>
    <message>
        <source>Nothing in “%1” holds “%2”.</source>
        <translation>Nichts in „%1“ enthält „%2“.</translation>
    </message>
    <message>
        <source>The first %1 matches, in %2 prompts. Type more to narrow the search.</source>
        <translation>Die ersten %1 Fundstellen, in %2 Prompts. Mehr eingeben, um die Suche einzugrenzen.</translation>
    </message>
    <message>
        <source>1 match</source>
        <translation>1 Fundstelle</translation>
    </message>
    <message>
        <source>%1 matches</source>
        <translation>%1 Fundstellen</translation>
    </message>
    <message>
        <source> in 1 prompt</source>
        <translation> in 1 Prompt</translation>
    </message>
    <message>
        <source> in %1 prompts</source>
        <translation> in %1 Prompts</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>Wird gesucht…</translation>
    </message>
</context>
<context>
    <name>pulse::ui::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Editor</source>
        <translation>Editor</translation>
    </message>
    <message>
        <source>Publishing</source>
        <translation>Veröffentlichen</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>&amp;Colours:</source>
        <translation>&amp;Farben:</translation>
    </message>
    <message>
        <source>Use the system’s &amp;fixed-width font</source>
        <translation>Festbreiten&amp;schrift des Systems verwenden</translation>
    </message>
    <message>
        <source>Font family</source>
        <translation>Schriftart</translation>
    </message>
    <message>
        <source> pt</source>
        <translation> pt</translation>
    </message>
    <message>
        <source>Font size</source>
        <translation>Schriftgröße</translation>
    </message>
    <message>
        <source>Font:</source>
        <translation>Schrift:</translation>
    </message>
    <message>
        <source> columns</source>
        <translation> Spalten</translation>
    </message>
    <message>
        <source>&amp;Tab width:</source>
        <translation>&amp;Tabulatorbreite:</translation>
    </message>
    <message>
        <source>&amp;Wrap long lines</source>
        <translation>Lange Zeilen &amp;umbrechen</translation>
    </message>
    <message>
        <source>Show line &amp;numbers</source>
        <translation>Zeilen&amp;nummern zeigen</translation>
    </message>
    <message>
        <source>&amp;Scroll the preview with the text</source>
        <translation>&amp;Vorschau mit dem Text rollen</translation>
    </message>
    <message>
        <source>&amp;Author:</source>
        <translation>&amp;Autor:</translation>
    </message>
    <message>
        <source>Name &lt;address&gt;</source>
        <translation>Name &lt;Adresse&gt;</translation>
    </message>
    <message>
        <source>&amp;Protected labels:</source>
        <translation>&amp;Geschützte Labels:</translation>
    </message>
    <message>
        <source>production, staging</source>
        <translation>production, staging</translation>
    </message>
    <message>
        <source>An environment variable decides this.</source>
        <translation>Eine Umgebungsvariable bestimmt das.</translation>
    </message>
    <message>
        <source>Trash</source>
        <translation>Papierkorb</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source> days</source>
        <translation> Tage</translation>
    </message>
    <message>
        <source>&amp;Delete for good after:</source>
        <translation>&amp;Endgültig löschen nach:</translation>
    </message>
    <message>
        <source>Looked at when a library is opened and once an hour, counted from the removal. What was deleted so is gone.</source>
        <translation>Wird beim Öffnen einer Bibliothek und danach stündlich geprüft, gezählt ab dem Entfernen. Was so gelöscht wurde, ist weg.</translation>
    </message>
    <message>
        <source>General</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <source>Libraries</source>
        <translation>Bibliotheken</translation>
    </message>
    <message>
        <source>A protected label moves only after a second question.</source>
        <translation>Ein geschütztes Label wandert erst nach einer zweiten Frage.</translation>
    </message>
</context>
<context>
    <name>pulse::ui::SkeletonView</name>
    <message>
        <source>Reading the library…</source>
        <translation>Bibliothek wird gelesen…</translation>
    </message>
</context>
<context>
    <name>pulse::ui::SnapshotChooser</name>
    <message>
        <source>Filter prompts</source>
        <translation>Prompts filtern</translation>
    </message>
    <message>
        <source>Prompts of the backup</source>
        <translation>Prompts der Sicherung</translation>
    </message>
</context>
<context>
    <name>pulse::ui::SnapshotTable</name>
    <message>
        <source>of another library: %1</source>
        <translation>von einer anderen Bibliothek: %1</translation>
    </message>
    <message>
        <source>before a restore</source>
        <translation>vor einem Wiederherstellen</translation>
    </message>
    <message>
        <source>damaged: %1</source>
        <translation>beschädigt: %1</translation>
    </message>
    <message>
        <source>Backup %1</source>
        <translation>Sicherung %1</translation>
    </message>
    <message>
        <source>Backup of %1, %2 prompts, %3 versions</source>
        <translation>Sicherung vom %1, %2 Prompts, %3 Versionen</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation>Prompts</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>Versionen</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>Remarks</source>
        <translation>Anmerkungen</translation>
    </message>
</context>
<context>
    <name>pulse::ui::StatusBar</name>
    <message>
        <source>State of the library</source>
        <translation>Zustand der Bibliothek</translation>
    </message>
    <message>
        <source>Place in the text</source>
        <translation>Stelle im Text</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Activity: what was done to this library</source>
        <translation>Aktivität: was mit dieser Bibliothek geschehen ist</translation>
    </message>
    <message>
        <source>Activity</source>
        <translation>Aktivität</translation>
    </message>
</context>
<context>
    <name>pulse::ui::SyncActions</name>
    <message>
        <source>Conflicts: %1</source>
        <translation>Konflikte: %1</translation>
    </message>
    <message>
        <source>What was changed in “%1” in both places</source>
        <translation>Was in „%1“ an beiden Orten geändert wurde</translation>
    </message>
    <message>
        <source>Synchronising “%1” was stopped. It goes on from there next time.</source>
        <translation>Der Abgleich von „%1“ wurde angehalten. Beim nächsten Mal geht es dort weiter.</translation>
    </message>
</context>
<context>
    <name>pulse::ui::SyncButton</name>
    <message>
        <source>Synchronisation: %1</source>
        <translation>Abgleich: %1</translation>
    </message>
</context>
<context>
    <name>pulse::ui::SyncMessages</name>
    <message>
        <source>Look…</source>
        <translation>Ansehen…</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>Jetzt versuchen</translation>
    </message>
    <message>
        <source>1 prompt in “%1” was changed in both places. Both versions are kept.</source>
        <translation>1 Prompt in „%1“ wurde an beiden Orten geändert. Beide Fassungen sind aufgehoben.</translation>
    </message>
    <message>
        <source>%1 prompts in “%2” were changed in both places. All versions are kept.</source>
        <translation>%1 Prompts in „%2“ wurden an beiden Orten geändert. Alle Fassungen sind aufgehoben.</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Look at the key…</source>
        <translation>Schlüssel ansehen…</translation>
    </message>
</context>
<context>
    <name>pulse::ui::TagChip</name>
    <message>
        <source>%1 — click the cross to take the tag off</source>
        <translation>%1 – ein Klick auf das Kreuz entfernt das Schlagwort</translation>
    </message>
    <message>
        <source>Tag %1</source>
        <translation>Schlagwort %1</translation>
    </message>
    <message>
        <source>Press Delete to take the tag off</source>
        <translation>Entf entfernt das Schlagwort</translation>
    </message>
</context>
<context>
    <name>pulse::ui::TagEditor</name>
    <message>
        <source>Add a tag</source>
        <translation>Schlagwort hinzufügen</translation>
    </message>
</context>
<context>
    <name>pulse::ui::TextView</name>
    <message>
        <source>Prompt text</source>
        <translation>Text des Prompts</translation>
    </message>
    <message>
        <source>Nothing was pasted: it holds a line of more than 32 768 characters, too long to edit at full speed. Break the line up, or import the text as a file.</source>
        <translation>Nichts wurde eingefügt: Der Text enthält eine Zeile mit mehr als 32.768 Zeichen, zu lang zum flüssigen Bearbeiten. Die Zeile umbrechen oder den Text als Datei importieren.</translation>
    </message>
</context>
<context>
    <name>pulse::ui::TimelinePanel</name>
    <message>
        <source>New label…</source>
        <translation>Neues Label…</translation>
    </message>
    <message>
        <source>Name of a new label</source>
        <translation>Name eines neuen Labels</translation>
    </message>
    <message>
        <source>Continue the draft</source>
        <translation>Entwurf fortsetzen</translation>
    </message>
    <message>
        <source>Read %1</source>
        <translation>%1 lesen</translation>
    </message>
    <message>
        <source>Compare with %1</source>
        <translation>Mit %1 vergleichen</translation>
    </message>
    <message>
        <source>Compare with the latest, %1</source>
        <translation>Mit der neuesten, %1, vergleichen</translation>
    </message>
    <message>
        <source>Mark for comparison	Space</source>
        <translation>Zum Vergleich markieren	Leertaste</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Labels</translation>
    </message>
    <message>
        <source>Restore as a new version…</source>
        <translation>Als neue Version wiederherstellen…</translation>
    </message>
    <message>
        <source>Copy “%1”</source>
        <translation>„%1“ kopieren</translation>
    </message>
    <message>
        <source>Copy the checksum</source>
        <translation>Prüfsumme kopieren</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Move %1 to the trash</source>
        <translation>%1 in den Papierkorb verschieben</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>No history yet</source>
        <translation>Noch kein Verlauf</translation>
    </message>
    <message>
        <source>Open a prompt to see its versions here.</source>
        <translation>Einen Prompt öffnen, um seine Versionen hier zu sehen.</translation>
    </message>
    <message>
        <source>Compares the two marked versions</source>
        <translation>Vergleicht die beiden markierten Versionen</translation>
    </message>
    <message>
        <source>Clear the marks (Esc)</source>
        <translation>Markierungen aufheben (Esc)</translation>
    </message>
    <message>
        <source>Clear the marks</source>
        <translation>Markierungen aufheben</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>%1 and %2</source>
        <translation>%1 und %2</translation>
    </message>
    <message>
        <source>%1 and … mark another</source>
        <translation>%1 und … noch eine markieren</translation>
    </message>
    <message>
        <source>Move it anyway</source>
        <translation>Trotzdem verschieben</translation>
    </message>
    <message>
        <source>Remove it anyway</source>
        <translation>Trotzdem entfernen</translation>
    </message>
</context>
<context>
    <name>pulse::ui::TimelineView</name>
    <message>
        <source>Versions</source>
        <translation>Versionen</translation>
    </message>
</context>
<context>
    <name>pulse::ui::TransferActions</name>
    <message>
        <source>Import files</source>
        <translation>Dateien importieren</translation>
    </message>
    <message>
        <source>Import a folder</source>
        <translation>Ordner importieren</translation>
    </message>
    <message>
        <source>Prompts (*.md *.txt *.prompt);;All files (*)</source>
        <translation>Prompts (*.md *.txt *.prompt);;Alle Dateien (*)</translation>
    </message>
</context>
<context>
    <name>pulse::ui::TrashKeeper</name>
    <message>
        <source>1 thing was in the trash of “%1” long enough and is deleted for good.</source>
        <translation>1 Sache lag lange genug im Papierkorb von „%1“ und ist endgültig gelöscht.</translation>
    </message>
    <message>
        <source>%1 things were in the trash of “%2” long enough and are deleted for good.</source>
        <translation>%1 Sachen lagen lange genug im Papierkorb von „%2“ und sind endgültig gelöscht.</translation>
    </message>
</context>
<context>
    <name>pulse::ui::TreeActions</name>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Opens the selected prompts</source>
        <translation>Öffnet die ausgewählten Prompts</translation>
    </message>
    <message>
        <source>New prompt here</source>
        <translation>Neuer Prompt hier</translation>
    </message>
    <message>
        <source>Begins a prompt in this folder</source>
        <translation>Beginnt einen Prompt in diesem Ordner</translation>
    </message>
    <message>
        <source>New folder…</source>
        <translation>Neuer Ordner…</translation>
    </message>
    <message>
        <source>Begins a folder, with a new prompt or the selected ones</source>
        <translation>Beginnt einen Ordner, mit einem neuen Prompt oder den ausgewählten</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Renames the prompt or the folder with all that is in it</source>
        <translation>Benennt den Prompt um, oder den Ordner mit allem darin</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>Duplizieren</translation>
    </message>
    <message>
        <source>Makes a new prompt of the latest version</source>
        <translation>Macht aus der neuesten Version einen neuen Prompt</translation>
    </message>
    <message>
        <source>Add to favourites</source>
        <translation>Zu Favoriten hinzufügen</translation>
    </message>
    <message>
        <source>Keeps the prompt at hand at the top of the tree</source>
        <translation>Hält den Prompt oben im Baum griffbereit</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copies the prompts as files and text</source>
        <translation>Kopiert die Prompts als Dateien und Text</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>Makes prompts of what was copied</source>
        <translation>Macht Prompts aus dem Kopierten</translation>
    </message>
    <message>
        <source>Copy name</source>
        <translation>Namen kopieren</translation>
    </message>
    <message>
        <source>Copies the name with its folders</source>
        <translation>Kopiert den Namen mit seinen Ordnern</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Writes the selected prompts into a folder</source>
        <translation>Schreibt die ausgewählten Prompts in einen Ordner</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Moves the selected prompts to the trash</source>
        <translation>Verschiebt die ausgewählten Prompts in den Papierkorb</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Brings what was removed back to its place</source>
        <translation>Bringt Entferntes an seinen Platz zurück</translation>
    </message>
    <message>
        <source>Delete for good…</source>
        <translation>Endgültig löschen…</translation>
    </message>
    <message>
        <source>Destroys what is in the trash</source>
        <translation>Vernichtet, was im Papierkorb liegt</translation>
    </message>
    <message>
        <source>Remove from favourites</source>
        <translation>Aus Favoriten entfernen</translation>
    </message>
    <message>
        <source>Empty the trash…</source>
        <translation>Papierkorb leeren…</translation>
    </message>
</context>
<context>
    <name>pulse::ui::TreeDelegate</name>
    <message>
        <source>“%1” exists already. Choose another name.</source>
        <translation>„%1“ gibt es schon. Einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>New name of %1</source>
        <translation>Neuer Name von %1</translation>
    </message>
</context>
<context>
    <name>pulse::ui::TreeOperations</name>
    <message>
        <source>%1 prompts</source>
        <translation>%1 Prompts</translation>
    </message>
    <message>
        <source>%1 could not be changed. The first: %2</source>
        <translation>%1 ließen sich nicht ändern. Als Erstes: %2</translation>
    </message>
    <message>
        <source>“%1” cannot be moved into itself. Choose a folder outside it.</source>
        <translation>„%1“ kann nicht in sich selbst verschoben werden. Einen Ordner außerhalb wählen.</translation>
    </message>
    <message>
        <source>Moving…</source>
        <translation>Wird verschoben…</translation>
    </message>
    <message>
        <source>Duplicating…</source>
        <translation>Wird dupliziert…</translation>
    </message>
    <message>
        <source>This library has no trash: removing %1 with all versions cannot be undone.</source>
        <translation>Diese Bibliothek hat keinen Papierkorb: %1 mit allen Versionen zu entfernen lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
        <source>Remove for good</source>
        <translation>Endgültig entfernen</translation>
    </message>
    <message>
        <source>Removing…</source>
        <translation>Wird entfernt…</translation>
    </message>
    <message>
        <source>Restoring…</source>
        <translation>Wird wiederhergestellt…</translation>
    </message>
    <message>
        <source>Deleting…</source>
        <translation>Wird gelöscht…</translation>
    </message>
    <message>
        <source>Delete %1 with %2 for good? This cannot be undone.</source>
        <translation>%1 mit %2 endgültig löschen? Das lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
        <source>1 version</source>
        <translation>1 Version</translation>
    </message>
    <message>
        <source>%1 versions</source>
        <translation>%1 Versionen</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>Endgültig löschen</translation>
    </message>
</context>
<context>
    <name>pulse::ui::TreeView</name>
    <message>
        <source>Prompts</source>
        <translation>Prompts</translation>
    </message>
</context>
<context>
    <name>pulse::ui::TrustHostDialog</name>
    <message>
        <source>Unknown server</source>
        <translation>Unbekannter Server</translation>
    </message>
    <message>
        <source>Is this the right server?</source>
        <translation>Ist das der richtige Server?</translation>
    </message>
    <message>
        <source>Nothing is known of %1 yet.</source>
        <translation>Über %1 ist noch nichts bekannt.</translation>
    </message>
    <message>
        <source>It shows this key (%1):</source>
        <translation>Er zeigt diesen Schlüssel (%1):</translation>
    </message>
    <message>
        <source>Fingerprint of the key</source>
        <translation>Fingerabdruck des Schlüssels</translation>
    </message>
    <message>
        <source>Compare it with what the server’s administrator or its web page says, character by character. Where it is different, somebody may be listening.</source>
        <translation>Vergleichen Sie ihn Zeichen für Zeichen mit dem, was der Verwalter des Servers oder dessen Webseite angibt. Weicht er ab, hört vielleicht jemand mit.</translation>
    </message>
    <message>
        <source>Who is trusted stands in the file of known hosts, which ssh reads too. Should the server ever show another key, it is refused.</source>
        <translation>Wem vertraut wird, steht in der Datei der bekannten Server, die auch ssh liest. Zeigt der Server später einen anderen Schlüssel, wird er abgewiesen.</translation>
    </message>
    <message>
        <source>Trust this server</source>
        <translation>Diesem Server vertrauen</translation>
    </message>
    <message>
        <source>Do not trust it</source>
        <translation>Nicht vertrauen</translation>
    </message>
</context>
<context>
    <name>pulse::ui::UndoController</name>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>There is nothing to take back.</source>
        <translation>Es gibt nichts rückgängig zu machen.</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>There is nothing to make again.</source>
        <translation>Es gibt nichts zu wiederholen.</translation>
    </message>
</context>
<context>
    <name>pulse::ui::UnsavedWorkPage</name>
    <message>
        <source>Continue all</source>
        <translation>Alle fortsetzen</translation>
    </message>
    <message>
        <source>Opens all of these prompts with their unsaved text</source>
        <translation>Öffnet alle diese Prompts mit ihrem ungesicherten Text</translation>
    </message>
    <message>
        <source>Unsaved work</source>
        <translation>Ungesicherte Arbeit</translation>
    </message>
    <message>
        <source>No unsaved work</source>
        <translation>Keine ungesicherte Arbeit</translation>
    </message>
    <message>
        <source>Everything that was typed here is published.</source>
        <translation>Alles hier Geschriebene ist veröffentlicht.</translation>
    </message>
    <message>
        <source>1 older draft follows when these are done.</source>
        <translation>1 älterer Entwurf folgt, wenn diese erledigt sind.</translation>
    </message>
    <message>
        <source>%1 older drafts follow when these are done.</source>
        <translation>%1 ältere Entwürfe folgen, wenn diese erledigt sind.</translation>
    </message>
    <message>
        <source>No unsaved work in “%1”</source>
        <translation>Keine ungesicherte Arbeit in „%1“</translation>
    </message>
    <message>
        <source>1 prompt in “%1” has unsaved work</source>
        <translation>Zu 1 Prompt in „%1“ gibt es ungesicherte Arbeit</translation>
    </message>
    <message>
        <source>%1 prompts in “%2” have unsaved work</source>
        <translation>Zu %1 Prompts in „%2“ gibt es ungesicherte Arbeit</translation>
    </message>
    <message>
        <source>Pulse did not end as it should last time. What you typed was kept, and stays until you publish or discard it.</source>
        <translation>Pulse wurde letztes Mal nicht ordentlich beendet. Was Sie geschrieben haben, ist erhalten und bleibt, bis Sie es veröffentlichen oder verwerfen.</translation>
    </message>
    <message>
        <source>What you typed is kept until you publish or discard it.</source>
        <translation>Was Sie geschrieben haben, bleibt, bis Sie es veröffentlichen oder verwerfen.</translation>
    </message>
    <message>
        <source>Discarded the draft of %1.</source>
        <translation>Entwurf von %1 verworfen.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
</context>
<context>
    <name>pulse::ui::UpgradeActions</name>
    <message>
        <source>“%1” has an older layout. Upgrading adds a seal to every file, so that damage is noticed.</source>
        <translation>„%1“ hat einen älteren Aufbau. Die Erneuerung versiegelt jede Datei, sodass Schäden auffallen.</translation>
    </message>
    <message>
        <source>Upgrade…</source>
        <translation>Erneuern…</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
</context>
<context>
    <name>pulse::ui::UpgradeSheet</name>
    <message>
        <source>Upgrade “%1”</source>
        <translation>„%1“ erneuern</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>How much</source>
        <translation>Wie viel</translation>
    </message>
    <message>
        <source>What will be done</source>
        <translation>Was geschehen wird</translation>
    </message>
    <message>
        <source>Copy what is damaged as it is</source>
        <translation>Beschädigtes so übernehmen, wie es ist</translation>
    </message>
    <message>
        <source>It stays damaged, and a check of the library goes on reporting it</source>
        <translation>Es bleibt beschädigt, und eine Prüfung der Bibliothek meldet es weiterhin</translation>
    </message>
    <message>
        <source>Upgrade</source>
        <translation>Erneuern</translation>
    </message>
    <message>
        <source>Reading what there is to do…</source>
        <translation>Wird ermittelt…</translation>
    </message>
    <message>
        <source>It cannot be told what an upgrade would do.</source>
        <translation>Was eine Erneuerung täte, lässt sich nicht ermitteln.</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>Aufbau</translation>
    </message>
    <message>
        <source>%1 becomes %2</source>
        <translation>aus %1 wird %2</translation>
    </message>
    <message>
        <source>Versions that are copied and sealed</source>
        <translation>Versionen, die kopiert und versiegelt werden</translation>
    </message>
    <message>
        <source>Room needed on the disk</source>
        <translation>Benötigter Platz</translation>
    </message>
    <message>
        <source>Room there is</source>
        <translation>Freier Platz</translation>
    </message>
    <message>
        <source>damaged</source>
        <translation>beschädigt</translation>
    </message>
    <message>
        <source>kept by an earlier upgrade</source>
        <translation>von einer früheren Erneuerung</translation>
    </message>
    <message>
        <source>The library has the newest layout already.</source>
        <translation>Die Bibliothek hat schon den neuesten Aufbau.</translation>
    </message>
    <message>
        <source>There is not enough room on the disk for the new copy. Make some, then try again.</source>
        <translation>Für die neue Kopie reicht der Platz nicht. Schaffen Sie Platz und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Some of the library is damaged. Check the library and mend it first, or have it copied as it is.</source>
        <translation>Ein Teil der Bibliothek ist beschädigt. Prüfen und reparieren Sie sie zuerst, oder lassen Sie alles so übernehmen, wie es ist.</translation>
    </message>
    <message>
        <source>A sealed copy is made aside, read back, and put in place of the old one. The old one is kept. Prompts can be read meanwhile.</source>
        <translation>Daneben entsteht eine versiegelte Kopie; sie wird gegengelesen und kommt an die Stelle der alten, die erhalten bleibt. Prompts lassen sich währenddessen lesen.</translation>
    </message>
    <message>
        <source>Upgrading…</source>
        <translation>Wird erneuert…</translation>
    </message>
    <message>
        <source>Upgraded 1 version. The old layout is kept beside it, whole.</source>
        <translation>1 Version erneuert. Der alte Aufbau bleibt daneben vollständig erhalten.</translation>
    </message>
    <message>
        <source>Upgraded %1 versions. The old layout is kept beside them, whole.</source>
        <translation>%1 Versionen erneuert. Der alte Aufbau bleibt daneben vollständig erhalten.</translation>
    </message>
    <message>
        <source>the old layout</source>
        <translation>der alte Aufbau</translation>
    </message>
    <message>
        <source>“pulse-gui --cli upgrade --drop-old” deletes it when it is not wanted any more.</source>
        <translation>„pulse-gui --cli upgrade --drop-old“ löscht ihn, wenn er nicht mehr gebraucht wird.</translation>
    </message>
    <message>
        <source>Stopped. Nothing has changed; another upgrade goes on from where this one was.</source>
        <translation>Angehalten. Nichts wurde geändert; die nächste Erneuerung macht hier weiter.</translation>
    </message>
    <message>
        <source>The library was not upgraded.</source>
        <translation>Die Bibliothek wurde nicht erneuert.</translation>
    </message>
</context>
<context>
    <name>pulse::ui::VersionBanner</name>
    <message>
        <source>Edit a copy</source>
        <translation>Kopie bearbeiten</translation>
    </message>
    <message>
        <source>Restore as new version…</source>
        <translation>Als neue Version wiederherstellen…</translation>
    </message>
    <message>
        <source>Back to latest</source>
        <translation>Zurück zur neuesten</translation>
    </message>
    <message>
        <source>Begin a draft with this version&apos;s text</source>
        <translation>Einen Entwurf mit dem Text dieser Version beginnen</translation>
    </message>
    <message>
        <source>You are reading %1.</source>
        <translation>Das ist Version %1.</translation>
    </message>
</context>
<context>
    <name>pulse::ui::VersionChoices</name>
    <message>
        <source>For example 2.0.0-rc.1</source>
        <translation>Zum Beispiel 2.0.0-rc.1</translation>
    </message>
    <message>
        <source>Another version</source>
        <translation>Andere Version</translation>
    </message>
    <message>
        <source>first</source>
        <translation>Erste</translation>
    </message>
    <message>
        <source>The first version of this prompt</source>
        <translation>Die erste Version dieses Prompts</translation>
    </message>
    <message>
        <source>patch</source>
        <translation>Patch</translation>
    </message>
    <message>
        <source>Wording: whoever uses it need not care</source>
        <translation>Wortlaut: Wer ihn verwendet, muss nichts tun</translation>
    </message>
    <message>
        <source>minor</source>
        <translation>Minor</translation>
    </message>
    <message>
        <source>It can do more; what worked goes on working</source>
        <translation>Er kann mehr; was ging, geht weiter</translation>
    </message>
    <message>
        <source>major</source>
        <translation>Major</translation>
    </message>
    <message>
        <source>Whoever uses it must change something</source>
        <translation>Wer ihn verwendet, muss etwas ändern</translation>
    </message>
    <message>
        <source>another</source>
        <translation>Andere</translation>
    </message>
    <message>
        <source>A number of your own, such as a pre-release</source>
        <translation>Eine eigene Nummer, etwa eine Vorabversion</translation>
    </message>
</context>
<context>
    <name>pulse::ui::VersionHistoryModel</name>
    <message>
        <source>draft</source>
        <translation>Entwurf</translation>
    </message>
    <message>
        <source>Draft, not published, changed %1</source>
        <translation>Entwurf, nicht veröffentlicht, geändert %1</translation>
    </message>
    <message>
        <source>Your unpublished changes, saved %1</source>
        <translation>Eigene unveröffentlichte Änderungen, gespeichert %1</translation>
    </message>
    <message>
        <source>Version %1</source>
        <translation>Version %1</translation>
    </message>
    <message>
        <source>damaged: %1</source>
        <translation>beschädigt: %1</translation>
    </message>
    <message>
        <source>first</source>
        <translation>Erste</translation>
    </message>
    <message>
        <source>latest</source>
        <translation>neueste</translation>
    </message>
    <message>
        <source>label %1</source>
        <translation>Label %1</translation>
    </message>
    <message>
        <source>%1 by %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>major</source>
        <translation>Major</translation>
    </message>
    <message>
        <source>minor</source>
        <translation>Minor</translation>
    </message>
    <message>
        <source>patch</source>
        <translation>Patch</translation>
    </message>
    <message>
        <source>pre-release</source>
        <translation>Vorabversion</translation>
    </message>
    <message>
        <source>damaged</source>
        <translation>beschädigt</translation>
    </message>
</context>
<context>
    <name>pulse::ui::WelcomePage</name>
    <message>
        <source>Welcome</source>
        <translation>Willkommen</translation>
    </message>
    <message>
        <source>Welcome to Pulse</source>
        <translation>Willkommen bei Pulse</translation>
    </message>
    <message>
        <source>Opened before</source>
        <translation>Früher geöffnet</translation>
    </message>
    <message>
        <source>Open this library again</source>
        <translation>Diese Bibliothek wieder öffnen</translation>
    </message>
    <message>
        <source>Pulse keeps your prompts in a library: each with a name, versions that never change once published, and notes on what changed. A library is plain files that stay yours, in a folder here or where your team keeps things.</source>
        <translation>Pulse bewahrt Prompts in einer Bibliothek auf: jeden mit einem Namen, mit Versionen, die sich nach dem Veröffentlichen nie ändern, und mit Notizen zu den Änderungen. Eine Bibliothek besteht aus einfachen Dateien in eigener Hand, in einem Ordner hier oder dort, wo das Team seine Sachen hat.</translation>
    </message>
</context>
<context>
    <name>pulse::ui::WindowCommands</name>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>&amp;New prompt…</source>
        <translation>&amp;Neuer Prompt…</translation>
    </message>
    <message>
        <source>Begin a new prompt in the open library</source>
        <translation>Einen neuen Prompt in der offenen Bibliothek beginnen</translation>
    </message>
    <message>
        <source>&amp;Open a folder…</source>
        <translation>Ordner ö&amp;ffnen…</translation>
    </message>
    <message>
        <source>Open a folder that holds a library</source>
        <translation>Einen Ordner mit einer Bibliothek öffnen</translation>
    </message>
    <message>
        <source>New &amp;library…</source>
        <translation>Neue &amp;Bibliothek…</translation>
    </message>
    <message>
        <source>Begin an empty library in a folder of your choice</source>
        <translation>Eine leere Bibliothek in einem Ordner nach Wahl beginnen</translation>
    </message>
    <message>
        <source>Look around in a small library that is made for trying things out</source>
        <translation>Sich in einer kleinen Bibliothek umsehen, die zum Ausprobieren da ist</translation>
    </message>
    <message>
        <source>&amp;Import files…</source>
        <translation>Dateien &amp;importieren…</translation>
    </message>
    <message>
        <source>Bring text files into the library as prompts</source>
        <translation>Textdateien als Prompts in die Bibliothek holen</translation>
    </message>
    <message>
        <source>Import a fol&amp;der…</source>
        <translation>Or&amp;dner importieren…</translation>
    </message>
    <message>
        <source>Bring a folder of prompts into the library, with the versions it holds</source>
        <translation>Einen Ordner mit Prompts und deren Versionen in die Bibliothek holen</translation>
    </message>
    <message>
        <source>&amp;Export the library…</source>
        <translation>Bibliothek e&amp;xportieren…</translation>
    </message>
    <message>
        <source>Write the latest version of every prompt into a folder</source>
        <translation>Die neueste Version jedes Prompts in einen Ordner schreiben</translation>
    </message>
    <message>
        <source>&amp;Save draft</source>
        <translation>Entwurf s&amp;peichern</translation>
    </message>
    <message>
        <source>Keep what you typed now; Pulse also does this by itself</source>
        <translation>Das Geschriebene jetzt sichern; Pulse tut das auch von selbst</translation>
    </message>
    <message>
        <source>&amp;Close tab</source>
        <translation>Tab s&amp;chließen</translation>
    </message>
    <message>
        <source>Close this tab; its draft is kept</source>
        <translation>Diesen Tab schließen; sein Entwurf bleibt erhalten</translation>
    </message>
    <message>
        <source>&amp;Reopen closed tab</source>
        <translation>Geschlossenen &amp;Tab wieder öffnen</translation>
    </message>
    <message>
        <source>Open the tab that was closed last</source>
        <translation>Den zuletzt geschlossenen Tab öffnen</translation>
    </message>
    <message>
        <source>Se&amp;ttings…</source>
        <translation>Einste&amp;llungen…</translation>
    </message>
    <message>
        <source>Colours, editor, author and labels</source>
        <translation>Farben, Editor, Autor und Labels</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>Be&amp;enden</translation>
    </message>
    <message>
        <source>Close the window; drafts are kept</source>
        <translation>Das Fenster schließen; Entwürfe bleiben erhalten</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>Make the change again</source>
        <translation>Die Änderung erneut ausführen</translation>
    </message>
    <message>
        <source>&amp;Find…</source>
        <translation>&amp;Suchen…</translation>
    </message>
    <message>
        <source>Find in this text</source>
        <translation>In diesem Text suchen</translation>
    </message>
    <message>
        <source>Find and re&amp;place…</source>
        <translation>Suchen und &amp;ersetzen…</translation>
    </message>
    <message>
        <source>Find in this text and replace</source>
        <translation>In diesem Text suchen und ersetzen</translation>
    </message>
    <message>
        <source>Find &amp;next</source>
        <translation>&amp;Nächste Fundstelle</translation>
    </message>
    <message>
        <source>The next place that matches</source>
        <translation>Die nächste passende Stelle</translation>
    </message>
    <message>
        <source>Find pre&amp;vious</source>
        <translation>Vori&amp;ge Fundstelle</translation>
    </message>
    <message>
        <source>The place before that matches</source>
        <translation>Die passende Stelle davor</translation>
    </message>
    <message>
        <source>&amp;Search everywhere…</source>
        <translation>Ü&amp;berall suchen…</translation>
    </message>
    <message>
        <source>Search the contents of the whole library</source>
        <translation>Die Inhalte der ganzen Bibliothek durchsuchen</translation>
    </message>
    <message>
        <source>&amp;Discard draft</source>
        <translation>Entwurf &amp;verwerfen</translation>
    </message>
    <message>
        <source>Go back to the published version; undo brings your text back</source>
        <translation>Zurück zur veröffentlichten Version; Rückgängig holt den Text wieder</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>&amp;Go to prompt…</source>
        <translation>&amp;Gehe zu Prompt…</translation>
    </message>
    <message>
        <source>Find a prompt by some letters of its name</source>
        <translation>Einen Prompt mit einigen Buchstaben seines Namens finden</translation>
    </message>
    <message>
        <source>&amp;Commands…</source>
        <translation>Bef&amp;ehle…</translation>
    </message>
    <message>
        <source>Find anything that the window can do</source>
        <translation>Alles finden, was das Fenster kann</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Zurück</translation>
    </message>
    <message>
        <source>Back to where you were before</source>
        <translation>Zurück dorthin, wo man vorher war</translation>
    </message>
    <message>
        <source>&amp;Forward</source>
        <translation>&amp;Vorwärts</translation>
    </message>
    <message>
        <source>Forward again</source>
        <translation>Wieder vorwärts</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>Only the text</source>
        <translation>Nur der Text</translation>
    </message>
    <message>
        <source>&amp;Split</source>
        <translation>Ge&amp;teilt</translation>
    </message>
    <message>
        <source>Text and preview beside each other</source>
        <translation>Text und Vorschau nebeneinander</translation>
    </message>
    <message>
        <source>&amp;Preview</source>
        <translation>Vorscha&amp;u</translation>
    </message>
    <message>
        <source>Only the preview</source>
        <translation>Nur die Vorschau</translation>
    </message>
    <message>
        <source>Prompt &amp;tree</source>
        <translation>Prompt-Bau&amp;m</translation>
    </message>
    <message>
        <source>Show or hide the column at the left</source>
        <translation>Die linke Spalte zeigen oder verbergen</translation>
    </message>
    <message>
        <source>&amp;Versions and details</source>
        <translation>Versio&amp;nen und Details</translation>
    </message>
    <message>
        <source>Show or hide versions and details</source>
        <translation>Versionen und Details zeigen oder verbergen</translation>
    </message>
    <message>
        <source>&amp;Distraction-free</source>
        <translation>Ab&amp;lenkungsfrei</translation>
    </message>
    <message>
        <source>Nothing but the text</source>
        <translation>Nichts als der Text</translation>
    </message>
    <message>
        <source>&amp;Larger text</source>
        <translation>Text &amp;größer</translation>
    </message>
    <message>
        <source>Larger text in the editor</source>
        <translation>Größerer Text im Editor</translation>
    </message>
    <message>
        <source>S&amp;maller text</source>
        <translation>Text &amp;kleiner</translation>
    </message>
    <message>
        <source>Smaller text in the editor</source>
        <translation>Kleinerer Text im Editor</translation>
    </message>
    <message>
        <source>&amp;Normal text size</source>
        <translation>&amp;Normale Textgröße</translation>
    </message>
    <message>
        <source>The text size of the settings</source>
        <translation>Die Textgröße der Einstellungen</translation>
    </message>
    <message>
        <source>Ne&amp;xt tab</source>
        <translation>&amp;Nächster Tab</translation>
    </message>
    <message>
        <source>The tab to the right</source>
        <translation>Der Tab rechts</translation>
    </message>
    <message>
        <source>P&amp;revious tab</source>
        <translation>&amp;Voriger Tab</translation>
    </message>
    <message>
        <source>The tab to the left</source>
        <translation>Der Tab links</translation>
    </message>
    <message>
        <source>Move to the tree</source>
        <translation>Zum Baum</translation>
    </message>
    <message>
        <source>Put the keyboard into the prompt tree</source>
        <translation>Die Tastatur in den Prompt-Baum setzen</translation>
    </message>
    <message>
        <source>Move to the text</source>
        <translation>Zum Text</translation>
    </message>
    <message>
        <source>Put the keyboard into the text</source>
        <translation>Die Tastatur in den Text setzen</translation>
    </message>
    <message>
        <source>Colours as the &amp;system</source>
        <translation>Farben wie das &amp;System</translation>
    </message>
    <message>
        <source>Light or dark as the system is</source>
        <translation>Hell oder dunkel, wie das System</translation>
    </message>
    <message>
        <source>&amp;Light colours</source>
        <translation>&amp;Helle Farben</translation>
    </message>
    <message>
        <source>Dark text on light ground</source>
        <translation>Dunkler Text auf hellem Grund</translation>
    </message>
    <message>
        <source>&amp;Dark colours</source>
        <translation>&amp;Dunkle Farben</translation>
    </message>
    <message>
        <source>Light text on dark ground</source>
        <translation>Heller Text auf dunklem Grund</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>Prompt</translation>
    </message>
    <message>
        <source>&amp;Publish…</source>
        <translation>&amp;Veröffentlichen…</translation>
    </message>
    <message>
        <source>Make a new version of this text</source>
        <translation>Aus diesem Text eine neue Version machen</translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation>Ver&amp;gleichen</translation>
    </message>
    <message>
        <source>Show what differs from the latest version</source>
        <translation>Zeigen, was sich von der neuesten Version unterscheidet</translation>
    </message>
    <message>
        <source>&amp;Next difference</source>
        <translation>&amp;Nächster Unterschied</translation>
    </message>
    <message>
        <source>Go to the next difference of the comparison</source>
        <translation>Zum nächsten Unterschied des Vergleichs gehen</translation>
    </message>
    <message>
        <source>P&amp;revious difference</source>
        <translation>Vo&amp;riger Unterschied</translation>
    </message>
    <message>
        <source>Go to the difference before</source>
        <translation>Zum Unterschied davor gehen</translation>
    </message>
    <message>
        <source>Copy &amp;text</source>
        <translation>&amp;Text kopieren</translation>
    </message>
    <message>
        <source>Copy the whole text of this prompt</source>
        <translation>Den ganzen Text dieses Prompts kopieren</translation>
    </message>
    <message>
        <source>Copy na&amp;me</source>
        <translation>Na&amp;men kopieren</translation>
    </message>
    <message>
        <source>Copy the name of this prompt</source>
        <translation>Den Namen dieses Prompts kopieren</translation>
    </message>
    <message>
        <source>Copy name and &amp;version</source>
        <translation>Namen &amp;und Version kopieren</translation>
    </message>
    <message>
        <source>Copy the name with the version, as the command line takes it</source>
        <translation>Den Namen mit der Version kopieren, wie ihn die Befehlszeile nimmt</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>Bibliothek</translation>
    </message>
    <message>
        <source>&amp;Reload</source>
        <translation>&amp;Neu laden</translation>
    </message>
    <message>
        <source>Look at the whole library again</source>
        <translation>Die ganze Bibliothek erneut ansehen</translation>
    </message>
    <message>
        <source>&amp;Close library</source>
        <translation>Bibliothek &amp;schließen</translation>
    </message>
    <message>
        <source>Close this library; drafts are kept</source>
        <translation>Diese Bibliothek schließen; Entwürfe bleiben erhalten</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>Every shortcut at a glance</source>
        <translation>Alle Tastenkürzel auf einen Blick</translation>
    </message>
    <message>
        <source>&amp;About Pulse</source>
        <translation>&amp;Über Pulse</translation>
    </message>
    <message>
        <source>Version and licences</source>
        <translation>Version und Lizenzen</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>Text si&amp;ze</source>
        <translation>Te&amp;xtgröße</translation>
    </message>
    <message>
        <source>T&amp;abs</source>
        <translation>Tab&amp;s</translation>
    </message>
    <message>
        <source>C&amp;olours</source>
        <translation>&amp;Farben</translation>
    </message>
    <message>
        <source>&amp;Prompt</source>
        <translation>&amp;Prompt</translation>
    </message>
    <message>
        <source>&amp;Library</source>
        <translation>B&amp;ibliothek</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>Tool bar</source>
        <translation>Werkzeugleiste</translation>
    </message>
    <message>
        <source>Change to another library</source>
        <translation>Zu einer anderen Bibliothek wechseln</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy the text or the name of this prompt</source>
        <translation>Den Text oder den Namen dieses Prompts kopieren</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Go to prompt</source>
        <translation>Gehe zu Prompt</translation>
    </message>
    <message>
        <source>Open the sa&amp;mple library</source>
        <translation>Bei&amp;spielbibliothek öffnen</translation>
    </message>
    <message>
        <source>Take back the last change of the text, or what was last done to the library</source>
        <translation>Die letzte Änderung des Textes rückgängig machen, oder was zuletzt mit der Bibliothek geschehen ist</translation>
    </message>
    <message>
        <source>&amp;Activity…</source>
        <translation>&amp;Aktivität…</translation>
    </message>
    <message>
        <source>What was done to this library, to be taken back</source>
        <translation>Was mit dieser Bibliothek geschehen ist, zum Rückgängigmachen</translation>
    </message>
    <message>
        <source>&amp;Check library…</source>
        <translation>Bibliothek &amp;prüfen…</translation>
    </message>
    <message>
        <source>See the library’s health: look for damage, and what can be done about it</source>
        <translation>Die Gesundheit der Bibliothek ansehen: nach Schäden suchen, und was sich tun lässt</translation>
    </message>
    <message>
        <source>&amp;Backups…</source>
        <translation>&amp;Sicherungen…</translation>
    </message>
    <message>
        <source>Back up this library, restore from a backup, and say how often one is taken</source>
        <translation>Diese Bibliothek sichern, aus einer Sicherung wiederherstellen und festlegen, wie oft gesichert wird</translation>
    </message>
    <message>
        <source>&amp;Unsaved work…</source>
        <translation>&amp;Ungesicherte Arbeit…</translation>
    </message>
    <message>
        <source>See everything that was typed in this library and not published</source>
        <translation>Alles sehen, was in dieser Bibliothek geschrieben und nicht veröffentlicht wurde</translation>
    </message>
    <message>
        <source>&amp;Upgrade the layout…</source>
        <translation>&amp;Aufbau erneuern…</translation>
    </message>
    <message>
        <source>Give this library the newest layout, which notices damage to every file; the old one is kept</source>
        <translation>Gibt dieser Bibliothek den neuesten Aufbau, der Schäden an jeder Datei bemerkt; der alte bleibt erhalten</translation>
    </message>
    <message>
        <source>&amp;Add a library…</source>
        <translation>Bibliothek &amp;hinzufügen…</translation>
    </message>
    <message>
        <source>Add a library that is kept in a folder, in a network or in a repository</source>
        <translation>Eine Bibliothek hinzufügen, die in einem Ordner, einem Netz oder einem Repository liegt</translation>
    </message>
    <message>
        <source>&amp;Manage libraries…</source>
        <translation>Bibliotheken &amp;verwalten…</translation>
    </message>
    <message>
        <source>Change, test and forget the libraries that have a name</source>
        <translation>Bibliotheken, die einen Namen haben, ändern, prüfen und vergessen</translation>
    </message>
    <message>
        <source>Co&amp;py library to…</source>
        <translation>Bibliothek &amp;kopieren nach…</translation>
    </message>
    <message>
        <source>Copy everything, with its history, to another place, and compare</source>
        <translation>Alles mit seinem Verlauf an einen anderen Ort kopieren und vergleichen</translation>
    </message>
    <message>
        <source>&amp;Branches…</source>
        <translation>&amp;Zweige…</translation>
    </message>
    <message>
        <source>Show the branches of this library: switch, compare and merge them</source>
        <translation>Die Zweige dieser Bibliothek zeigen: wechseln, vergleichen und zusammenführen</translation>
    </message>
    <message>
        <source>&amp;New branch…</source>
        <translation>&amp;Neuer Zweig…</translation>
    </message>
    <message>
        <source>Begin a branch at what is current</source>
        <translation>Einen Zweig beim aktuellen Stand beginnen</translation>
    </message>
    <message>
        <source>&amp;Synchronise now</source>
        <translation>&amp;Jetzt abgleichen</translation>
    </message>
    <message>
        <source>Send what changed here to where this library is kept, and fetch what changed there</source>
        <translation>Senden, was sich hier geändert hat, und holen, was sich am Ort der Bibliothek geändert hat</translation>
    </message>
    <message>
        <source>S&amp;top synchronising</source>
        <translation>Abgleich &amp;anhalten</translation>
    </message>
    <message>
        <source>Stop the synchronisation that is going on; what it did stays</source>
        <translation>Den laufenden Abgleich anhalten; was er getan hat, bleibt</translation>
    </message>
    <message>
        <source>C&amp;onflicts…</source>
        <translation>K&amp;onflikte…</translation>
    </message>
    <message>
        <source>Show what was changed in both places, and choose</source>
        <translation>Zeigen, was an beiden Orten geändert wurde, und wählen</translation>
    </message>
    <message>
        <source>theme appearance colour scheme mode</source>
        <translation>Thema Design Farbschema Erscheinungsbild Modus theme</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>automatisch</translation>
    </message>
    <message>
        <source>day</source>
        <translation>Tag hell</translation>
    </message>
    <message>
        <source>night</source>
        <translation>Nacht dunkel dark</translation>
    </message>
    <message>
        <source>zoom font size</source>
        <translation>Zoom Schriftgröße</translation>
    </message>
    <message>
        <source>bigger</source>
        <translation>größer</translation>
    </message>
    <message>
        <source>full screen zen focus mode</source>
        <translation>Vollbild Zen Fokus Modus</translation>
    </message>
    <message>
        <source>sidebar panel</source>
        <translation>Seitenleiste Bereich</translation>
    </message>
    <message>
        <source>preferences options configuration</source>
        <translation>Optionen Konfiguration Vorlieben</translation>
    </message>
    <message>
        <source>exit leave</source>
        <translation>Schließen verlassen</translation>
    </message>
    <message>
        <source>hotkeys key bindings</source>
        <translation>Kürzel Tastenbelegung Hotkeys</translation>
    </message>
    <message>
        <source>example demo</source>
        <translation>Vorführung Demo</translation>
    </message>
    <message>
        <source>connect remote server cloud S3 WebDAV Nextcloud Git</source>
        <translation>verbinden entfernt Server Cloud S3 WebDAV Nextcloud Git</translation>
    </message>
    <message>
        <source>migrate move transfer duplicate</source>
        <translation>migrieren umziehen übertragen verschieben</translation>
    </message>
    <message>
        <source>push pull upload download refresh</source>
        <translation>push pull hochladen herunterladen aktualisieren</translation>
    </message>
    <message>
        <source>verify integrity repair checksum</source>
        <translation>Unversehrtheit reparieren Prüfsumme verifizieren</translation>
    </message>
    <message>
        <source>revert reset</source>
        <translation>zurücksetzen rückgängig</translation>
    </message>
    <message>
        <source>commit release version</source>
        <translation>Commit Freigabe Version</translation>
    </message>
    <message>
        <source>diff changes</source>
        <translation>Diff Unterschiede Änderungen</translation>
    </message>
    <message>
        <source>open jump quick</source>
        <translation>öffnen springen schnell</translation>
    </message>
</context>
<context>
    <name>pulse::ui::WindowLayout</name>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Centre</source>
        <translation>Mitte</translation>
    </message>
    <message>
        <source>Right column</source>
        <translation>Rechte Spalte</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>Versionen</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Versions and details</source>
        <translation>Versionen und Details</translation>
    </message>
</context>
<context>
    <name>pulse::ui::WorkSheet</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
</TS>
