export * from '../core/guards';
