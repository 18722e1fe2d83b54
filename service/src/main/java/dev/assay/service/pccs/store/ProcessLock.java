package dev.assay.service.pccs.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a second process off an SQLite file. The system lets go of it when the process ends, however it ends. */
final class ProcessLock implements AutoCloseable {

    private final FileChannel channel;

    private ProcessLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes the lock beside {@code database}, and makes the folder for both. */
    static ProcessLock on(Path database) {
        Path path = database.resolveSibling(database.getFileName() + ".lock");
        ProcessLock lock;
        try {
            Path folder = database.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            lock = new ProcessLock(FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw new StoreException("The lock " + path + " cannot be made: " + e, e);
        }
        if (!lock.take(path)) {
            lock.close();
            throw new StoreException("The database " + database + " is in use: another Assay holds " + path
                    + ". One process can have an SQLite file; for several use PostgreSQL.");
        }
        return lock;
    }

    private boolean take(Path path) {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException thisProcessHasIt) {
            return false;
        } catch (IOException e) {
            close();
            throw new StoreException("The lock " + path + " cannot be taken: " + e, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StoreException("The lock on the database cannot be closed: " + e, e);
        }
    }
}
